import type { Abortable, ClientSession } from 'mongodb';
import { countedHours, dayOf, hourOf, isInColumns, SEGMENT_FORMAT, startsFound, stretchesOf } from '#domain';
import type { CallFilter } from '#domain';
import type { PageQuery } from '#ports';
import { startsBetween, type Condition } from './conditions.js';
import type { GenerationStore } from './methods.js';
import { unsealedHours } from './segments.js';

/** What no index helps to find: an index for each of these would cost every call that is stored. */
const WITHOUT_INDEX = [
  'source',
  'kind',
  'direction',
  'dialingMethod',
  'hangupCertainty',
  'closeCause',
  'minTalkSeconds',
  'maxTalkSeconds',
] as const satisfies readonly (keyof CallFilter)[];

/** Whether the segments are asked first which calls a filter finds. */
export const isSearched = (filter: CallFilter): boolean =>
  filter.attribution === 'start' && isInColumns(filter) && WITHOUT_INDEX.some((name) => filter[name] !== undefined);

const DAY_SECONDS = 86_400;
/** The segments that are read at once: one at first, because it often has a whole page; then twice as many each time, up to this. */
const LARGEST_PORTION = 16;
/** Where more calls are found, or more stretches of hours are in no segment, the days are read in the order of the list. */
const MOST_STARTS = 1_000;
const MOST_STRETCHES = 10;

/** Both inclusive; infinite where there is no bound. */
interface Days {
  readonly first: number;
  readonly last: number;
}

/** A list from a place on. */
export type Listed = Pick<PageQuery, 'filter' | 'sort' | 'after'>;

/** In which the calls of the rest of a list can start. */
const daysOf = ({ filter, sort, after }: Listed): Days => {
  const { first, last } = countedHours({ filter, attribution: filter.attribution });
  const reached = after === null ? null : dayOf(hourOf(after.startedAt));
  return sort === 'startedAt'
    ? { first: Math.max(dayOf(first), reached ?? -Infinity), last: dayOf(last) }
    : { first: dayOf(first), last: Math.min(dayOf(last), reached ?? Infinity) };
};

/**
 * Where the filter's calls of these days are. Each of them meets one of the conditions.
 * @param found when those in the segments start
 * @param unsealed the hours in which any call may be one of them
 */
const startsOf = ({ first, last }: Days, found: readonly number[], unsealed: readonly number[]): Condition[] => {
  const stretches = stretchesOf(unsealed);
  if (found.length > MOST_STARTS || stretches.length > MOST_STRETCHES)
    return [{ 'search.startedAt': { $gte: first * DAY_SECONDS, $lt: (last + 1) * DAY_SECONDS } }];
  return [
    ...(found.length === 0 ? [] : [{ 'search.startedAt': { $in: found } }]),
    ...stretches.map(({ from, to }) => startsBetween(from, to)),
  ];
};

/**
 * Searches the segments for the calls of a list, some days at a time in the list's order, and gives for each portion of days conditions on the
 * start: every call of the list that starts in these days meets one of them. Of hours that are in no segment all calls do
 * (docs/decisions/0067-lists-search-the-segments.md).
 * @param reading the session, which is to read what was there at one moment, and a signal that ends the search
 */
export async function* searchedStarts(
  store: GenerationStore,
  listed: Listed,
  reading: { readonly session: ClientSession } & Abortable,
): AsyncGenerator<readonly Condition[]> {
  const isAscending = listed.sort === 'startedAt';
  let days = daysOf(listed);
  const unsealed = await unsealedHours(store, { firstDay: days.first, lastDay: days.last }, reading.session);
  for (let portion = 1; days.first <= days.last; portion = Math.min(portion * 2, LARGEST_PORTION)) {
    const { first, last } = days;
    const found = await store.segments
      .find({ _id: { $gte: first, $lte: last }, format: SEGMENT_FORMAT }, reading)
      .sort({ _id: isAscending ? 1 : -1 })
      .limit(portion)
      .toArray();
    const reached = found.length < portion ? undefined : found.at(-1)?._id;
    const searched: Days = {
      first: isAscending ? first : (reached ?? first),
      last: isAscending ? (reached ?? last) : last,
    };
    const hours = unsealed.filter((hour) => dayOf(hour) >= searched.first && dayOf(hour) <= searched.last);
    const columns = found.map((segment) => segment.columns.value());
    const starts = startsOf(searched, startsFound(columns, listed.filter, new Set(hours)), hours);
    if (starts.length > 0) yield starts;
    if (reached === undefined) return;
    days = isAscending ? { first: reached + 1, last } : { first, last: reached - 1 };
  }
}
