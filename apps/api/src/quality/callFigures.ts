import {
  isoSeconds,
  localTime,
  QUALITY_FLAGS,
  zoneOf,
  type Metric,
  type QualityFlag,
  type StatisticsAnswer,
  type StatisticsQuery,
} from '#domain';
import { hrefOf, type LinkedCount, type Shown } from './links.js';

/** What there is to say of the data of some calls. */
export interface CallFigures {
  readonly calls: LinkedCount;
  readonly open: LinkedCount;
  readonly stale: LinkedCount;
  /** Flags that none of the calls has are left out. */
  readonly flags: Readonly<Partial<Record<QualityFlag, LinkedCount>>>;
  readonly lateness: Lateness;
}

/** Seconds from a call's last event to its last receipt; null where all were imported. */
export interface Lateness {
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly maxSeconds: number | null;
  /** The calls that are flagged `late_delivery`. */
  readonly href: string;
}

/** The calls of one source that start on one day. */
export interface DayFigures extends CallFigures {
  /** `YYYY-MM-DD` by the asked zone. */
  readonly day: string;
  readonly source: string;
}

const LATE = 'lateSeconds';
const METRICS = [
  { name: 'calls', kind: 'count', of: 'calls' },
  { name: 'open', kind: 'status', status: 'open' },
  { name: 'stale', kind: 'status', status: 'stale' },
  { name: 'p50Seconds', kind: 'percentile', field: LATE, percent: 50 },
  { name: 'p95Seconds', kind: 'percentile', field: LATE, percent: 95 },
  { name: 'maxSeconds', kind: 'duration', field: LATE, measure: 'max' },
  ...QUALITY_FLAGS.map((flag) => ({ name: flag, kind: 'flag', flag }) as const),
] as const satisfies readonly Metric[];
type Name = (typeof METRICS)[number]['name'];

/** The statistic that all figures of calls come from. */
export const questionAbout = (
  filter: StatisticsQuery['filter'],
  { timezone, asOf }: { readonly timezone: string; readonly asOf: string },
): StatisticsQuery => ({
  filter,
  attribution: 'start',
  metrics: METRICS,
  groupBy: ['source'],
  interval: 'P1D',
  timezone,
  top: null,
  fill: false,
  asOf: Math.floor(Date.parse(asOf) / 1000),
});

/** A metric's value; null of nothing. */
type ValueOf = (name: Name) => number | null;

const figuresOf = (valueOf: ValueOf, shown: Shown): CallFigures => {
  const linked = (name: Name, more: Shown = {}): LinkedCount => ({
    count: valueOf(name) ?? 0,
    href: hrefOf('/v1/calls', { ...shown, ...more }),
  });
  const flags = QUALITY_FLAGS.map((flag) => [flag, linked(flag, { quality: flag })] as const);
  return {
    calls: linked('calls'),
    open: linked('open', { status: 'open' }),
    stale: linked('stale', { status: 'stale' }),
    flags: Object.fromEntries(flags.filter(([, { count }]) => count > 0)),
    lateness: {
      p50Seconds: valueOf('p50Seconds'),
      p95Seconds: valueOf('p95Seconds'),
      maxSeconds: valueOf('maxSeconds'),
      href: hrefOf('/v1/calls', { ...shown, quality: 'late_delivery' }),
    },
  };
};

/** Picks each metric's value out of the answer's columns. */
const reader =
  (values: (metric: number) => number | undefined): ValueOf =>
  (name) => {
    const value = values(METRICS.findIndex((metric) => metric.name === name));
    return value === undefined || Number.isNaN(value) ? null : value;
  };

/** The rows by day and source, the earliest day first. */
export const dayFigures = ({ rows }: StatisticsAnswer, timezone: string): readonly DayFigures[] => {
  const zone = zoneOf(timezone);
  return Array.from({ length: rows.count }, (_, row) => {
    const from = isoSeconds(rows.from[row] ?? 0);
    const to = isoSeconds(rows.to[row] ?? 0);
    const source = rows.values[0]?.[rows.groups[0]?.[row] ?? -1] as string;
    const day = localTime(from, zone).slice(0, 'YYYY-MM-DD'.length);
    const shown = { from, to, source: [source] };
    return {
      day,
      source,
      ...figuresOf(
        reader((metric) => rows.metrics[metric]?.[row]),
        shown,
      ),
    };
  });
};

/** The same of all calls together; `shown`: what was asked for. */
export const allFigures = ({ totals }: StatisticsAnswer, shown: Shown): CallFigures =>
  figuresOf(
    reader((metric) => totals[metric]),
    shown,
  );
