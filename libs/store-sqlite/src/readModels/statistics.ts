import { columnsOf, Statistics, type StatisticsAnswer, type StatisticsQuery, type StoredCall } from '#domain';
import type { GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { allOf, callCondition, condition, unionOf, type Condition, type ResolvedFilter } from './conditions.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { callDrivers, indexed, type Driver } from './drivers.js';
import { tablesOf, type GenerationTables } from './generationTables.js';
import { resolveFilter } from './resolveFilter.js';

/** Calls counted at once: they are never all in memory. */
const PORTION = 1_000;

/** A statistic's question whose filter's consultants have been looked up. */
type ResolvedCount = Pick<StatisticsQuery, 'attribution'> & { readonly filter: Omit<ResolvedFilter, 'attribution'> };

/** By the end there is no lower bound of the start; and a call that ended, or was there, before `to` began before it, too. */
const startsInRange = ({ filter, attribution }: ResolvedCount): Condition[] => [
  ...(attribution === 'start' && filter.from !== undefined ? [condition('c.started_at >= ?', filter.from)] : []),
  ...(filter.to === undefined ? [] : [condition('c.started_at < ?', filter.to)]),
];

/** Of clipped statistics: not those that were over before the range begins. */
const reachesRange = ({ filter, attribution }: ResolvedCount): Condition[] =>
  attribution === 'clipped' && filter.from !== undefined
    ? [condition('(+c.ended_at IS NULL OR +c.ended_at >= ?)', filter.from)]
    : [];

/**
 * The documents of the calls that a statistic may count, each once, in no order; null where there can be none. Columns: text, stream,
 * revision.
 */
const countedCalls = (t: GenerationTables, query: ResolvedCount): Condition | null => {
  const attribution = query.attribution === 'end' ? 'end' : 'start';
  const filter: ResolvedFilter = { ...query.filter, attribution };
  const asked = [...startsInRange(query), ...reachesRange(query), callCondition(filter)];
  const selectFrom = (driver: Driver): Condition => {
    const where = allOf([driver.condition, ...asked]);
    return condition(
      `SELECT c.document, c.stream, c.revision FROM ${indexed(t.calls, 'c', driver)} WHERE ${where.sql}`,
      ...where.values,
    );
  };
  const calls = unionOf(callDrivers(filter).map(selectFrom));
  if (calls === null) return null;
  return condition(
    `SELECT d.text, p.stream, p.revision FROM (${calls.sql}) p JOIN ${t.documents} d ON d.key = p.document`,
    ...calls.values,
  );
};

/** CallStatistics of #ports. */
export const statistics = {
  statistics: (db: Database, generation: GenerationKey, query: StatisticsQuery): StatisticsAnswer => {
    const filter = resolveFilter(db, generation, { ...query.filter, timezone: query.timezone });
    const counted = countedCalls(tablesOf(generation), { ...query, filter });
    const answer = new Statistics(query);
    let portion: StoredCall[] = [];
    for (const row of counted === null ? [] : db.prepare(counted.sql).iterate(...counted.values)) {
      portion.push(storedCall(row as CallRow));
      if (portion.length < PORTION) continue;
      answer.add(columnsOf(portion));
      portion = [];
    }
    answer.add(columnsOf(portion));
    return answer.answer();
  },
};
