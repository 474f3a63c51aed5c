import { LIST_FILTERS, SINGLE_FILTERS, type FilterName } from '../url/filters.js';
import type { Query } from '../url/search.js';

/** A filter that is set, the least and the greatest length of talk as one. */
export interface FilterInForce {
  readonly name: Exclude<FilterName, 'minTalkSeconds' | 'maxTalkSeconds'> | 'talk' | 'contactNumber';
  readonly values: readonly string[];
  /** What takes it away from the address; a contact's number stands beside the address. */
  readonly without: Query;
}

/** The filters that are set, in the order of their chips. */
export const filtersInForce = (query: Query, contactNumber?: string): readonly FilterInForce[] => {
  const set = (name: Exclude<FilterInForce['name'], 'talk' | 'contactNumber'>): FilterInForce[] =>
    query[name] === undefined ? [] : [{ name, values: query[name], without: { [name]: [], cursor: [] } }];
  const { minTalkSeconds = [], maxTalkSeconds = [] } = query;
  const talk = [...minTalkSeconds, ...maxTalkSeconds];
  const withoutTalk = { minTalkSeconds: [], maxTalkSeconds: [], cursor: [] };
  return [
    ...LIST_FILTERS.flatMap(set),
    ...(talk.length > 0 ? [{ name: 'talk' as const, values: talk, without: withoutTalk }] : []),
    ...SINGLE_FILTERS.flatMap((name) => (name === 'final' || name === 'attribution' ? set(name) : [])),
    ...(contactNumber === undefined
      ? []
      : [{ name: 'contactNumber' as const, values: [contactNumber], without: { cursor: [] } }]),
  ];
};
