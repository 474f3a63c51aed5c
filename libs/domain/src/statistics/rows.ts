import type { StatisticsRows } from './answer.js';
import type { NumberedBucket } from './buckets.js';
import type { Stretch } from './clipped.js';
import type { Groups } from './groups.js';
import type { Measures } from './measures.js';
import { ranksOf } from './order.js';
import type { PairNumbers } from './pairNumbers.js';
import { MOST_ROWS, TooManyRows } from './query.js';

/** What the rows are made of: each cell is a pair of (bucket, group) that has calls. */
export interface Cells {
  readonly pairs: PairNumbers;
  readonly buckets: readonly NumberedBucket[];
  readonly groups: Groups;
  readonly measures: Measures;
}

/** By group its place in the order of groups. */
const groupRanks = (groups: Groups): Int32Array => {
  const valueRanks = groups.values.map(ranksOf);
  const keys = Array.from({ length: groups.count }, (_, group) =>
    groups.valueNumbersOf(group).map((number, dimension) => valueRanks[dimension]![number]!),
  );
  const compare = (one: number, other: number): number => {
    const differs = keys[one]!.findIndex((rank, dimension) => rank !== keys[other]![dimension]);
    return differs === -1 ? 0 : keys[one]![differs]! - keys[other]![differs]!;
  };
  const ranks = new Int32Array(groups.count);
  for (const [rank, group] of [...keys.keys()].sort(compare).entries()) ranks[group] = rank;
  return ranks;
};

/** The groups with the highest first metric over the whole range; null is lower than any number. */
const topGroups = ({ pairs, groups, measures }: Cells, top: number, ranks: Int32Array, length: number): Set<number> => {
  const lengths = new Float64Array(groups.count).fill(length);
  const [first] = measures.evaluate(groups.count, Int32Array.from(pairs.seconds), lengths);
  const heightOf = (group: number): number => {
    const value = first?.[group] ?? Number.NaN;
    return Number.isNaN(value) ? -Infinity : value;
  };
  const compare = (one: number, other: number): number => {
    const [height, otherHeight] = [heightOf(one), heightOf(other)];
    return height === otherHeight ? ranks[one]! - ranks[other]! : otherHeight - height;
  };
  return new Set([...ranks.keys()].sort(compare).slice(0, top));
};

/** The cells that become rows, in the order of the rows. */
const orderCells = (cells: Cells, top: number | null, length: number): Int32Array => {
  const { pairs, buckets, groups } = cells;
  const ranks = groupRanks(groups);
  const kept = top === null ? null : topGroups(cells, top, ranks, length);
  const all = Int32Array.from(pairs.firsts, (_, cell) => cell);
  const chosen = kept === null ? all : all.filter((cell) => kept.has(pairs.seconds[cell]!));
  const startOf = (cell: number): number => buckets[pairs.firsts[cell]!]!.from;
  return chosen.sort((one, other) => {
    const [start, otherStart] = [startOf(one), startOf(other)];
    return start === otherStart ? ranks[pairs.seconds[one]!]! - ranks[pairs.seconds[other]!]! : start - otherStart;
  });
};

/** Values that are shown by the rows, and for each row the place of its own. */
const groupColumns = ({ pairs, groups }: Cells, order: Int32Array): Pick<StatisticsRows, 'groups' | 'values'> => {
  const numbers = Array.from(order, (cell) => groups.valueNumbersOf(pairs.seconds[cell]!));
  return {
    values: groups.values,
    groups: groups.values.map((_, dimension) => Int32Array.from(numbers, (ofRow) => ofRow[dimension]!)),
  };
};

/** The part of a bucket that lies in the range; NaN where there is no bound. */
const boundsOf = (bucket: Stretch, range: Stretch): Stretch => {
  const [from, to] = [Math.max(bucket.from, range.from), Math.min(bucket.to, range.to)];
  return { from: Number.isFinite(from) ? from : Number.NaN, to: Number.isFinite(to) ? to : Number.NaN };
};

/** How the rows of an answer are chosen and bounded. */
export interface RowsWanted {
  /** So many groups, the highest by the first metric; null: all. */
  readonly top: number | null;
  /** The range that is counted; infinite where it has no bound. */
  readonly range: Stretch;
  /** The range to which the rows' bounds are cut. */
  readonly shown: Stretch;
}

/** @throws TooManyRows */
export const makeRows = (cells: Cells, { top, range, shown }: RowsWanted): StatisticsRows => {
  const order = orderCells(cells, top, range.to - range.from);
  if (order.length > MOST_ROWS) throw new TooManyRows();
  const placeOf = new Int32Array(cells.pairs.count).fill(-1);
  for (const [place, cell] of order.entries()) placeOf[cell] = place;
  const buckets = Array.from(order, (cell) => cells.buckets[cells.pairs.firsts[cell]!]!);
  const bounds = buckets.map((bucket) => boundsOf(bucket, shown));
  const counted = buckets.map((bucket) => boundsOf(bucket, range));
  return {
    count: order.length,
    from: Float64Array.from(bounds, ({ from }) => from),
    to: Float64Array.from(bounds, ({ to }) => to),
    ...groupColumns(cells, order),
    metrics: cells.measures.evaluate(
      order.length,
      placeOf,
      Float64Array.from(counted, ({ from, to }) => to - from),
    ),
  };
};
