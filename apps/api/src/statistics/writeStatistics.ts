import { isoSeconds, NAMED_DIMENSIONS, type Dimension } from '#domain';
import { csvHead, csvLine } from '#exports';
import type { AnsweredStatistics } from './queryStatistics.js';

/* An answer may have a hundred thousand rows: it is written in portions, and never there whole as objects or as text. */

/** Rows written at once. */
const PORTION = 500;

type Value = string | number | null;
const orNull = (number: number | undefined): number | null =>
  number === undefined || Number.isNaN(number) ? null : number;
const timeOrNull = (seconds: number | undefined): string | null => {
  const time = orNull(seconds);
  return time === null ? null : isoSeconds(time);
};

/** One row as it is answered. */
export interface StatisticsRow {
  readonly from: string | null;
  readonly to: string | null;
  readonly group: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number | null>>;
}

const rowOf = ({ query, answer: { rows }, shown }: AnsweredStatistics, row: number): StatisticsRow => ({
  from: timeOrNull(rows.from[row]),
  to: timeOrNull(rows.to[row]),
  group: Object.fromEntries(
    query.groupBy.map((dimension, i) => [dimension, shown[i]?.[rows.groups[i]?.[row] ?? -1] ?? null]),
  ),
  metrics: Object.fromEntries(query.metrics.map(({ name }, i) => [name, orNull(rows.metrics[i]?.[row])])),
});

function* portionsOf(answered: AnsweredStatistics, write: (row: StatisticsRow) => string, separator: string) {
  const { count } = answered.answer.rows;
  for (let start = 0; start < count; start += PORTION) {
    const end = Math.min(count, start + PORTION);
    const texts = Array.from({ length: end - start }, (_, i) => write(rowOf(answered, start + i)));
    yield `${start === 0 ? '' : separator}${texts.join(separator)}`;
  }
}

/** The answer as JSON text, in pieces. */
export function* jsonOf(answered: AnsweredStatistics): Generator<string> {
  const { query, answer, envelope } = answered;
  const totals = Object.fromEntries(query.metrics.map(({ name }, i) => [name, orNull(answer.totals[i])]));
  const about = {
    ...envelope,
    timezone: query.timezone,
    attribution: query.attribution,
    provisional: answer.provisional,
  };
  yield `${JSON.stringify(about).slice(0, -1)},"rows":[`;
  yield* portionsOf(answered, (row) => JSON.stringify(row), ',');
  yield `],"totals":${JSON.stringify(totals)}}`;
}

const isNamed = (dimension: Dimension): boolean => (NAMED_DIMENSIONS as readonly string[]).includes(dimension);
const fieldsOf = (dimension: Dimension): readonly string[] =>
  dimension === 'consultant' ? ['id', 'username', 'name'] : ['id', 'name'];

const groupCells = (dimension: Dimension, group: StatisticsRow['group']): Value[] => {
  const value = group[dimension];
  if (!isNamed(dimension)) return [value as Value];
  return fieldsOf(dimension).map((field) => (value as Readonly<Record<string, Value>> | null)?.[field] ?? null);
};

/** The rows as CSV, in pieces. Columns are named by the paths of the JSON answer. */
export function* csvOf(answered: AnsweredStatistics): Generator<string> {
  const { groupBy, metrics } = answered.query;
  const groupColumns = groupBy.flatMap((dimension) =>
    isNamed(dimension) ? fieldsOf(dimension).map((field) => `group.${dimension}.${field}`) : [`group.${dimension}`],
  );
  yield csvHead(['from', 'to', ...groupColumns, ...metrics.map(({ name }) => `metrics.${name}`)], 'plain');
  const write = (row: StatisticsRow): string =>
    csvLine(
      [
        row.from,
        row.to,
        ...groupBy.flatMap((dimension) => groupCells(dimension, row.group)),
        ...metrics.map(({ name }) => row.metrics[name] ?? null),
      ],
      'plain',
    );
  yield* portionsOf(answered, write, '');
}
