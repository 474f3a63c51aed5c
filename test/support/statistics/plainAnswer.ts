import type { GroupValue, StatisticsAnswer, StatisticsQuery } from '#domain';
import type { PlainAnswer } from './naiveStatistics.js';

const orNull = (number: number | undefined): number | null =>
  number === undefined || Number.isNaN(number) ? null : number;

const NAMED: readonly string[] = ['campaign', 'project', 'consultant'];

const plainValue = (dimension: string, value: GroupValue): unknown => {
  if (!NAMED.includes(dimension) || value === null) return value;
  if (typeof value !== 'object') return String(value);
  return value.id === null ? { username: value.username } : String(value.id);
};

/** The engine's answer, which holds columns of numbers, as rows. */
export const plainAnswer = ({ rows, totals, provisional }: StatisticsAnswer, query: StatisticsQuery): PlainAnswer => ({
  rows: Array.from({ length: rows.count }, (_, row) => ({
    from: orNull(rows.from[row]),
    to: orNull(rows.to[row]),
    group: Object.fromEntries(
      query.groupBy.map((name, i) => [name, plainValue(name, rows.values[i]![rows.groups[i]![row]!]!)]),
    ),
    metrics: Object.fromEntries(query.metrics.map(({ name }, i) => [name, orNull(rows.metrics[i]![row])])),
  })),
  totals: Object.fromEntries(query.metrics.map(({ name }, i) => [name, orNull(totals[i])])),
  provisional,
});
