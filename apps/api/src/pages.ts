import type { ReadClock } from '#domain';
import type { Page, PageQuery } from '#ports';
import { compileFilter } from './compileFilter.js';
import { filterAt } from './conditions.js';
import { questionOf, writeCursor, type Cursor } from './cursor.js';
import { FILTER_PARAMETERS, LOCAL_PARAMETER, TIMEZONE_PARAMETER, type Asked } from '#parameters';
import { PAGE_PARAMETERS } from './parameters/pageParameters.js';
import { routeQuery } from './parameters/readQuery.js';
import { badQuery } from './refusals.js';
import type { RowLimits } from './viewer.js';

/** The parameters of the lists of calls and legs. */
export const LIST_QUERY = routeQuery([...FILTER_PARAMETERS, LOCAL_PARAMETER, ...PAGE_PARAMETERS]);
export type AskedList = Asked<typeof LIST_QUERY.parameters>;

/** The parameters of a single call or record. */
export const SINGLE_QUERY = routeQuery([TIMEZONE_PARAMETER, LOCAL_PARAMETER]);
export type AskedSingle = Asked<typeof SINGLE_QUERY.parameters>;

/** Items on a page unless asked otherwise. */
export const DEFAULT_LIMIT = 50;

/** A page as it was asked for; the moment of reading is filled in later. */
export interface PageAsked {
  readonly at: (clock: ReadClock) => PageQuery;
  /** Whether the answer says how many match, on all pages together. */
  readonly total: boolean;
  /** The cursor of the page after `page`; null when there is none. */
  readonly cursorAfter: (page: Page<unknown>) => string | null;
}

/** @throws 400 for a cursor of another question */
export const checkCursor = (cursor: Cursor | undefined, question: string): void => {
  if (cursor !== undefined && cursor.question !== question)
    throw badQuery([{ field: 'cursor', message: 'belongs to a list with other filters or another order' }]);
};

/**
 * Compiles what a list was asked for.
 * @throws 400 or 403 as compileFilter does; 400 for a cursor of another question
 */
export const askPage = (list: 'calls' | 'legs', asked: AskedList, viewer: RowLimits): PageAsked => {
  const { limit = DEFAULT_LIMIT, sort = '-startedAt', cursor, local: _local, total, ...filter } = asked;
  const conditions = compileFilter(filter, viewer);
  const question = questionOf(list, conditions, sort);
  checkCursor(cursor, question);
  return {
    at: (clock) => ({ filter: filterAt(conditions, clock), sort, limit, after: cursor?.key ?? null }),
    total: total ?? false,
    cursorAfter: ({ next }) => (next === null ? null : writeCursor({ question, key: next })),
  };
};
