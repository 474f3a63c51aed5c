import type { CallFilter } from '../filter.js';
import type { Interval } from './buckets.js';
import type { Metric } from './metrics.js';

/** Dimensions whose groups are things with a name of their own, which may change. */
export const NAMED_DIMENSIONS = ['campaign', 'project', 'consultant'] as const;
export type NamedDimension = (typeof NAMED_DIMENSIONS)[number];

/** What calls can be grouped by. */
export const DIMENSIONS = [
  ...NAMED_DIMENSIONS,
  'source',
  'kind',
  'direction',
  'dialingMethod',
  'outcome',
  'hangupSide',
  'closeCause',
  'attempt',
  'hangupCertainty',
  'hourOfDay',
  'weekday',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** `start`, `end`: a call counts where it started or ended. `clipped`: each second counts where it passed. */
export const ATTRIBUTIONS = ['start', 'end', 'clipped'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/** More rows than this are refused: whoever reads them needs another question, or an export. */
export const MOST_ROWS = 100_000;

export interface StatisticsQuery {
  /** Which calls; clipped: `from` and `to` are the range that they overlap, and there is neither hourOfDay nor weekday. */
  readonly filter: Omit<CallFilter, 'attribution' | 'timezone'>;
  readonly attribution: Attribution;
  /** One at least. Clipped: such as isClippedMetric allows; else no concurrency. */
  readonly metrics: readonly Metric[];
  /** Clipped: neither hourOfDay nor weekday. */
  readonly groupBy: readonly Dimension[];
  readonly interval: Interval | null;
  /** IANA name of the zone whose calendar cuts the intervals, and by which hours and weekdays are told. */
  readonly timezone: string;
  /** Keep so many groups, the highest by the first metric; null: all. */
  readonly top: number | null;
  /** Empty buckets too: with `from`, `to` and an interval, and without groups only. */
  readonly fill: boolean;
  /** Seconds since the epoch: where clipped statistics end by themselves, and open calls with them. */
  readonly asOf: number;
}

/** The answer would have more rows than MOST_ROWS. */
export class TooManyRows extends Error {
  override readonly name = 'TooManyRows';
}
