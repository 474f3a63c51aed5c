import { secondsOf } from '#domain';
import type { PageKey, PageQuery } from '#ports';
import {
  allOf,
  callCondition,
  condition,
  legCondition,
  unionOf,
  type Condition,
  type ResolvedFilter,
} from './conditions.js';
import { callDrivers, indexed, legScan, type Driver } from './drivers.js';
import type { GenerationTables } from './generationTables.js';

/** A page whose filter's consultants have been looked up. */
export type ResolvedQuery = Omit<PageQuery, 'filter'> & { readonly filter: ResolvedFilter };

const CALL_KEY = ['started_at', 'id', 'stream'] as const;

/* The indexes give calls by their start: those of the same second are sorted, of which there are few. */

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
const direction = ({ sort }: ResolvedQuery): string => (sort === 'startedAt' ? 'ASC' : 'DESC');
const orderBy = (columns: readonly string[], query: ResolvedQuery): string =>
  columns.map((column) => `${column} ${direction(query)}`).join(', ');

const startOf = ({ startedAt, id, stream }: PageKey): (string | number)[] => [secondsOf(startedAt), id, stream];

/** Rows whose columns come after `values` in the query's order. No index is chosen by it. */
const beyond = (columns: readonly string[], query: ResolvedQuery, values: readonly (string | number)[]): Condition =>
  condition(`(+${columns.join(', ')}) ${query.sort === 'startedAt' ? '>' : '<'} (${marks(values)})`, ...values);

/**
 * The range of starts, narrowed by the place where the page begins. Each end gets the tighter bound alone: of two, SQLite might seek by the
 * wider one and scan from there, and deep pages would be slow.
 */
const bounds = ({ filter, after, sort }: ResolvedQuery, alias: string): Condition => {
  // where the range is that of the ends, `from` says nothing about the start; but a call that ended before `to` started before it too
  const from = filter.attribution === 'start' ? filter.from : undefined;
  const { to } = filter;
  const isTighter = (place: PageKey): boolean =>
    sort === 'startedAt' ? from === undefined || from <= place.startedAt : to === undefined || to > place.startedAt;
  const place = after !== null && isTighter(after) ? after.startedAt : undefined;
  const lowest = sort === 'startedAt' ? (place ?? from) : from;
  const bound = (is: string, time: string): Condition => condition(`${alias}.started_at ${is} ?`, secondsOf(time));
  return allOf([
    ...(lowest === undefined ? [] : [bound('>=', lowest)]),
    ...(sort === '-startedAt' && place !== undefined ? [bound('<=', place)] : to === undefined ? [] : [bound('<', to)]),
  ]);
};

/** The columns by which a list is ordered: by their names in the page, and with the alias of their table. */
interface ListKey {
  readonly columns: readonly string[];
  readonly qualified: readonly string[];
  /** What a page gives beside the documents, from which the rest of the key is read. */
  readonly rest: readonly string[];
}

/**
 * Merges one page of each driver; a row that several of them give counts once. There is one row more than asked for, which says whether more
 * follow. Null where nothing can match.
 */
const mergePages = (
  drivers: readonly Driver[],
  key: ListKey,
  query: ResolvedQuery,
  selectFrom: (driver: Driver) => Condition,
): Condition | null => {
  const pages = drivers.map((driver) => {
    const { sql, values } = selectFrom(driver);
    return condition(
      `SELECT * FROM (${sql} ORDER BY ${orderBy(key.qualified, query)} LIMIT ${query.limit + 1})`,
      ...values,
    );
  });
  const merged = unionOf(pages);
  if (merged === null) return null;
  return condition(`${merged.sql} ORDER BY ${orderBy(key.columns, query)} LIMIT ${query.limit + 1}`, ...merged.values);
};

/** Adds the documents. Only the rows of one page are ordered again. */
const withDocuments = (page: Condition, t: GenerationTables, key: ListKey, query: ResolvedQuery): Condition =>
  condition(
    `SELECT d.text, ${key.rest.map((column) => `p.${column}`).join(', ')} FROM (${page.sql}) p JOIN ${t.documents} d ON d.key = p.document ORDER BY ${orderBy(key.columns, query)}`,
    ...page.values,
  );

/** How to select the rows of a list from each of its drivers. */
interface Rows {
  readonly key: ListKey;
  readonly selectFrom: (driver: Driver) => Condition;
  readonly drivers: readonly Driver[];
}

const callRows = (t: GenerationTables, query: ResolvedQuery): Rows => {
  const qualified = CALL_KEY.map((column) => `c.${column}`);
  const key: ListKey = { columns: CALL_KEY, qualified, rest: ['stream', 'revision', 'id', 'started_at'] };
  const place = query.after === null ? [] : [beyond(qualified, query, startOf(query.after))];
  const asked = [bounds(query, 'c'), ...place, callCondition(query.filter)];
  const selectFrom = (driver: Driver): Condition => {
    const where = allOf([driver.condition, ...asked]);
    return condition(
      `SELECT ${key.qualified.join(', ')}, c.document, c.revision FROM ${indexed(t.calls, 'c', driver)} WHERE ${where.sql}`,
      ...where.values,
    );
  };
  return { key, selectFrom, drivers: callDrivers(query.filter) };
};

const legRows = (t: GenerationTables, query: ResolvedQuery): Rows => {
  const { first, drivers } = legScan(query.filter);
  const key: ListKey = {
    columns: [...CALL_KEY, 'leg'],
    qualified: [`${first}.started_at`, 'c.id', 'c.stream', 'l.leg'],
    rest: ['stream', 'revision', 'leg'],
  };
  const { after } = query;
  const place = after === null ? [] : [beyond(key.qualified, query, [...startOf(after), after.leg ?? 0])];
  const asked = [bounds(query, first), ...place, legCondition(query.filter)];
  const selectFrom = (driver: Driver): Condition => {
    const tables =
      first === 'l'
        ? `${indexed(t.legs, 'l', driver)} CROSS JOIN ${t.calls} c`
        : `${indexed(t.calls, 'c', driver)} CROSS JOIN ${t.legs} l`;
    const where = allOf([driver.condition, ...asked]);
    return condition(
      `SELECT ${key.qualified.join(', ')}, c.document, c.revision FROM ${tables}
       ON l.started_at = c.started_at AND l.document = c.document WHERE ${where.sql}`,
      ...where.values,
    );
  };
  return { key, selectFrom, drivers };
};

const pageOf = (t: GenerationTables, query: ResolvedQuery, { key, selectFrom, drivers }: Rows): Condition | null => {
  const page = mergePages(drivers, key, query, selectFrom);
  return page === null ? null : withDocuments(page, t, key, query);
};

/** Columns: text, stream, revision, id, started_at. */
export const callPage = (t: GenerationTables, query: ResolvedQuery): Condition | null =>
  pageOf(t, query, callRows(t, query));

/** Columns: text, stream, revision, leg. */
export const legPage = (t: GenerationTables, query: ResolvedQuery): Condition | null =>
  pageOf(t, query, legRows(t, query));

/** A row that several drivers give counts once. Column: count. Null where nothing can match. */
const countOf = ({ selectFrom, drivers }: Rows): Condition | null => {
  const rows = unionOf(drivers.map(selectFrom));
  return rows === null ? null : condition(`SELECT count(*) AS count FROM (${rows.sql})`, ...rows.values);
};

const whole = (filter: ResolvedFilter): ResolvedQuery => ({ filter, sort: 'startedAt', limit: 1, after: null });

export const callCount = (t: GenerationTables, filter: ResolvedFilter): Condition | null =>
  countOf(callRows(t, whole(filter)));

export const legCount = (t: GenerationTables, filter: ResolvedFilter): Condition | null =>
  countOf(legRows(t, whole(filter)));
