import type { operations } from '../../../../openapi.js';
import { boundsIn, type RangeName } from './range.js';
import { firstOf, type Query } from './search.js';

/** What `/v1/calls` may be asked for; statistics and exports take the same filters. */
export type CallsQuery = NonNullable<operations['findCalls']['parameters']['query']>;

/** Filters with several values, in the order of their chips. */
export const LIST_FILTERS = [
  'campaign',
  'consultant',
  'project',
  'outcome',
  'hangupSide',
  'hangupCertainty',
  'status',
  'kind',
  'direction',
  'dialingMethod',
  'attempt',
  'closeCause',
  'quality',
  'weekday',
  'hourOfDay',
  'source',
  'recordId',
] as const satisfies readonly (keyof CallsQuery)[];
export type ListFilter = (typeof LIST_FILTERS)[number];

/** Filters with one value. */
export const SINGLE_FILTERS = [
  'minTalkSeconds',
  'maxTalkSeconds',
  'final',
  'attribution',
] as const satisfies readonly (keyof CallsQuery)[];
export type SingleFilter = (typeof SINGLE_FILTERS)[number];

export type FilterName = ListFilter | SingleFilter;
export const FILTERS: readonly FilterName[] = [...LIST_FILTERS, ...SINGLE_FILTERS];

/** The filters that an address sets, without its range and zone. */
export const filtersIn = (query: Query): Query =>
  Object.fromEntries(FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));

/** Where and when a page is looked at: what an address leaves out. */
export interface Setting {
  readonly range: RangeName;
  readonly zone: string;
  /** The date in that zone. */
  readonly today: string;
  /** A contact's whole number, digits alone, found with a plus and without: never part of an address. */
  readonly contactNumber?: string | undefined;
}

/**
 * An address as the API's parameters. Values go as they were written: what the API does not take, it refuses by name, which the filter's chip
 * then shows.
 */
export const apiQuery = (query: Query, { range, zone, today, contactNumber }: Setting): CallsQuery => {
  const lists = LIST_FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, [...query[name]]]]));
  const singles = SINGLE_FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, firstOf(query, name)]]));
  return {
    ...(Object.fromEntries([...lists, ...singles]) as CallsQuery),
    ...boundsIn(query, range, today),
    timezone: zone,
    ...(contactNumber !== undefined && { contactNumber: [contactNumber, `+${contactNumber}`] }),
  };
};
