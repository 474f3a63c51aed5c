import { labelOf, valueOf, type NamedItem } from '../../../api/namedItem.js';
import type { Statistics } from '../../../api/statistics.js';

export const DIMENSIONS = ['consultant', 'campaign', 'project'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The figures of one consultant, campaign or project. */
export interface Group {
  /** What the filter takes for it. */
  readonly value: string;
  /** Null where the calls say nothing of it. */
  readonly name: string | null;
  readonly calls: number;
  readonly rate: number | null;
  readonly talkP50: number | null;
  readonly talkP90: number | null;
  /** Of the ended calls, the share that the contact hung up; null before that is loaded, and where none has ended. */
  readonly contactShare: number | null;
  /** Calls of each bucket of the range. */
  readonly line: readonly number[];
}

type Named = Omit<NamedItem, 'calls'> | null | undefined;

const idOf = (row: Statistics['rows'][number], dimension: Dimension): string => {
  const named = row.group[dimension] as Named;
  return named ? valueOf({ ...named, calls: 0 }) : 'none';
};

/** By group, of the calls that have ended: how many the contact hung up, and of how many. */
const hangups = (
  { rows }: Statistics,
  dimension: Dimension,
): ReadonlyMap<string, { contact: number; ended: number }> => {
  const counts = new Map<string, { contact: number; ended: number }>();
  for (const row of rows) {
    if (row.group.hangupSide === null) continue;
    const { contact, ended } = counts.get(idOf(row, dimension)) ?? { contact: 0, ended: 0 };
    const calls = row.metrics.calls ?? 0;
    const byContact = row.group.hangupSide === 'contact' ? calls : 0;
    counts.set(idOf(row, dimension), { contact: contact + byContact, ended: ended + calls });
  }
  return counts;
};

/** By group and begin of a bucket, how many calls. */
const callsByBucket = ({ rows }: Statistics, dimension: Dimension): ReadonlyMap<string, number> =>
  new Map(rows.map((row) => [`${idOf(row, dimension)} ${row.from ?? ''}`, row.metrics.calls ?? 0]));

const NOTHING = { rows: [] } as unknown as Statistics;

/**
 * @param figures by the dimension
 * @param bySide by the dimension and the side that hung up
 * @param overTime by the dimension, over time
 * @param begins of all buckets of the range
 */
export const groupsOf = (
  dimension: Dimension,
  figures: Statistics,
  bySide: Statistics = NOTHING,
  overTime: Statistics = NOTHING,
  begins: readonly string[] = [],
): readonly Group[] => {
  const sides = hangups(bySide, dimension);
  const buckets = callsByBucket(overTime, dimension);
  return figures.rows.map((row) => {
    const value = idOf(row, dimension);
    const named = row.group[dimension] as Named;
    const side = sides.get(value);
    const { metrics } = row;
    return {
      value,
      name: named ? labelOf({ ...named, calls: 0 }) : null,
      calls: metrics.calls ?? 0,
      rate: metrics.conversationRate ?? null,
      talkP50: metrics['talkSeconds.p50'] ?? null,
      talkP90: metrics['talkSeconds.p90'] ?? null,
      contactShare: side === undefined ? null : side.contact / side.ended,
      line: begins.map((from) => buckets.get(`${value} ${from}`) ?? 0),
    };
  });
};

export const SORTS = ['name', 'calls', 'rate', 'talkP50', 'talkP90', 'contactShare'] as const;
export type Sort = (typeof SORTS)[number];

/** Names from A to Z, figures from the most; what is not known comes last either way. */
export const sortGroups = (
  groups: readonly Group[],
  by: Sort,
  isReversed: boolean,
  locale: string,
): readonly Group[] => {
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = isReversed ? -1 : 1;
  return [...groups].sort((one, other) => {
    const [left, right] = [one[by], other[by]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (typeof left === 'string' ? collator.compare(left, `${right}`) : Number(right) - left);
  });
};
