import {
  columnsOf,
  countedHours,
  dayOf,
  hoursOfDays,
  isInColumns,
  SEGMENT_FORMAT,
  secondsOf,
  SegmentCounter,
  Statistics,
  type StatisticsAnswer,
  type StatisticsQuery,
  type StoredCall,
} from '#domain';
import type { Generation, GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inSnapshot } from '../sqlite/transaction.js';
import { inTwoParts } from '../worker/methods.js';
import { assertWanted, whileWanted, type StopFlag } from '../worker/stopFlag.js';
import { allOf, callCondition, condition, unionOf, type Condition, type ResolvedFilter } from './conditions.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { callDrivers, indexed, WHOLE_TABLE, type Driver } from './drivers.js';
import { HOUR_SECONDS, tablesOf, type GenerationTables } from './generationTables.js';
import { resolveFilter } from './resolveFilter.js';

/** Calls counted at once: they are never all in memory. */
const PORTION = 1_000;

/** A statistic's question whose filter's consultants have been looked up. */
type ResolvedCount = Pick<StatisticsQuery, 'attribution'> & { readonly filter: Omit<ResolvedFilter, 'attribution'> };

/** By the end there is no lower bound of the start; and a call that ended, or was there, before `to` began before it, too. */
const startsInRange = ({ filter, attribution }: ResolvedCount): Condition[] => [
  ...(attribution === 'start' && filter.from !== undefined
    ? [condition('c.started_at >= ?', secondsOf(filter.from))]
    : []),
  ...(filter.to === undefined ? [] : [condition('c.started_at < ?', secondsOf(filter.to))]),
];

/** Of clipped statistics: not those that were over before the range begins. */
const reachesRange = ({ filter, attribution }: ResolvedCount): Condition[] =>
  attribution === 'clipped' && filter.from !== undefined
    ? [condition('(+c.ended_at IS NULL OR +c.ended_at >= ?)', filter.from)]
    : [];

/** The filter as the lists have it. */
const listFilter = ({ filter, attribution }: ResolvedCount): ResolvedFilter => ({
  ...filter,
  attribution: attribution === 'end' ? 'end' : 'start',
});

/**
 * The documents of the calls that a statistic may count, each once, in no order; null where there can be none. Columns: text, stream,
 * revision. @param starts conditions on the start; their values come first
 */
const countedCalls = (
  t: GenerationTables,
  query: ResolvedCount,
  drivers: readonly Driver[],
  starts: readonly Condition[],
): Condition | null => {
  const asked = [...starts, ...reachesRange(query), callCondition(listFilter(query))];
  const selectFrom = (driver: Driver): Condition => {
    const where = allOf([driver.condition, ...asked]);
    return condition(
      `SELECT c.document, c.stream, c.revision FROM ${indexed(t.calls, 'c', driver)} WHERE ${where.sql}`,
      ...where.values,
    );
  };
  const calls = unionOf(drivers.map(selectFrom));
  if (calls === null) return null;
  return condition(
    `SELECT d.text, p.stream, p.revision FROM (${calls.sql}) p JOIN ${t.documents} d ON d.key = p.document`,
    ...calls.values,
  );
};

const addRows = (answer: Statistics, rows: Iterable<unknown>, stop: StopFlag): void => {
  let portion: StoredCall[] = [];
  const add = (): void => {
    assertWanted(stop);
    answer.add(columnsOf(portion));
    portion = [];
  };
  for (const row of rows) if (portion.push(storedCall(row as CallRow)) === PORTION) add();
  add();
};

/** Filters that are in no column are left to the indexes of the lists. */
const addByList = (
  db: Database,
  t: GenerationTables,
  query: ResolvedCount,
  answer: Statistics,
  stop: StopFlag,
): void => {
  const counted = countedCalls(t, query, callDrivers(listFilter(query)), startsInRange(query));
  if (counted !== null) addRows(answer, db.prepare(counted.sql).iterate(...counted.values), stop);
};

/** Gives the rows of an hour that may be counted. */
const hourReader = (db: Database, t: GenerationTables, query: ResolvedCount): ((hour: number) => Iterable<unknown>) => {
  const inHour = condition('c.started_at >= ? AND c.started_at < ?', 0, 0);
  const counted = countedCalls(t, query, [WHOLE_TABLE], [inHour]);
  if (counted === null) return () => [];
  const statement = db.prepare(counted.sql);
  const values = counted.values.slice(inHour.values.length);
  return (hour) => statement.iterate(hour * HOUR_SECONDS, (hour + 1) * HOUR_SECONDS, ...values);
};

/** The hours of these days whose calls are not, or not as they are stored, in the segments. */
const unsealedHours = (db: Database, t: GenerationTables, firstDay: number, lastDay: number): number[] => {
  const { first, last } = hoursOfDays(firstDay, lastDay);
  const unsealed = db.prepare(`SELECT hour FROM ${t.hours} WHERE hour BETWEEN ? AND ? AND format <> ?`);
  return (unsealed.all(first, last, SEGMENT_FORMAT) as { hour: number }[]).map(({ hour }) => hour);
};

interface SegmentRow {
  readonly day: number;
  readonly columns: Uint8Array;
}

const addByHour = (
  db: Database,
  t: GenerationTables,
  query: StatisticsQuery & ResolvedCount,
  answer: Statistics,
  stop: StopFlag,
): void => {
  const { first, last, leastEnd } = countedHours(query);
  const [firstDay, lastDay] = [dayOf(first), dayOf(last)];
  const unsealed = unsealedHours(db, t, firstDay, lastDay);
  const counter = new SegmentCounter(answer, new Set(unsealed));
  const segments = db.prepare(
    `SELECT day, columns FROM ${t.segments}
     WHERE day BETWEEN ? AND ? AND format = ? AND (last_end IS NULL OR last_end >= ?)`,
  );
  for (const row of segments.iterate(firstDay, lastDay, SEGMENT_FORMAT, leastEnd)) {
    assertWanted(stop);
    const { day, columns } = row as SegmentRow;
    counter.add(day, columns);
  }
  counter.flush();
  const rowsOf = hourReader(db, t, query);
  for (const hour of unsealed) if (hour >= first && hour <= last) addRows(answer, rowsOf(hour), stop);
};

/** CallStatistics of #ports. */
export const statistics = {
  statistics: inTwoParts(
    (db: Database, generation: GenerationKey, query: StatisticsQuery, stop: StopFlag): StatisticsAnswer =>
      inSnapshot(db, () => {
        const filter = resolveFilter(db, generation, { ...query.filter, timezone: query.timezone });
        const answer = new Statistics(query);
        const add = isInColumns(query.filter) ? addByHour : addByList;
        add(db, tablesOf(generation), { ...query, filter }, answer, stop);
        return answer.answer();
      }),
    (run, generation: Generation, query: StatisticsQuery, signal?: AbortSignal) =>
      whileWanted(signal, (stop) => run(generation, query, stop)),
  ),
};
