import { useMemo } from 'preact/hooks';
import type { Statistics, StatisticsQuery } from '../../api/statistics.js';
import { useStatistics } from '../../api/statistics.js';
import { serverNow } from '../../api/serverClock.js';
import { useSpoken } from '../../texts/texts.js';
import { useAddress, useCallsQuery } from '../../url/address.js';
import { callsAddress } from '../../url/callsAddress.js';
import type { CallsQuery } from '../../url/filters.js';
import type { Bounds, RangeName } from '../../url/range.js';
import { firstOf, type Query } from '../../url/search.js';
import { nameBuckets, type NamedBucket } from './buckets.js';
import { intervalOf, type Interval } from './interval.js';
import { previousPeriod } from './previousPeriod.js';

/** The range of an address that says none. */
export const RANGE: RangeName = 'last30Days';

/** What the page's address asks for. */
export interface Asked {
  /** Range, zone and filters. */
  readonly filters: CallsQuery;
  readonly interval: Interval;
  readonly zone: string;
  /** The period to compare with; null where none is asked for, or the range is open. */
  readonly previous: Required<Bounds> | null;
  /** The address of the list of the calls behind a figure. */
  readonly callsOf: (narrowed?: Query) => string;
}

export const useAsked = (): Asked => {
  const { query, zone } = useAddress();
  const filters = useCallsQuery(RANGE);
  return {
    filters,
    interval: intervalOf(firstOf(query, 'interval'), filters),
    zone,
    previous: firstOf(query, 'compare') === 'previous' ? previousPeriod(filters, serverNow(), zone) : null,
    callsOf: (narrowed) => callsAddress(query, RANGE, narrowed),
  };
};

/** A query over the range, a row for each bucket of it; of a range that is open on one side, for each that has calls. */
export const overTime = (
  { filters, interval }: Pick<Asked, 'filters' | 'interval'>,
  metrics: string,
): StatisticsQuery => ({
  ...filters,
  metrics,
  interval,
  ...(filters.from !== undefined && filters.to !== undefined && { fill: true }),
});

/** Calls and the rate of conversations over time: the first chart's query, from which others take the buckets. */
export const CALLS_OVER_TIME = 'calls,conversationRate';

export const useNamedBuckets = (data: Statistics | undefined, interval: Interval): readonly NamedBucket[] => {
  const { language } = useSpoken();
  const { zone } = useAddress();
  return useMemo(() => {
    const buckets = (data?.rows ?? []).flatMap(({ from, to }) => (from !== null && to !== null ? [{ from, to }] : []));
    return nameBuckets(buckets, interval, language, zone);
  }, [data, interval, language, zone]);
};

/** All buckets of the range, for charts whose rows leave out the empty ones. */
export const useAllBuckets = (asked: Asked, isEnabled: boolean): readonly NamedBucket[] => {
  const { data } = useStatistics(overTime(asked, CALLS_OVER_TIME), isEnabled);
  return useNamedBuckets(data, asked.interval);
};

/** A figure of the rows, in their order. */
export const valuesOf = ({ rows }: Statistics, metric: string): readonly (number | null)[] =>
  rows.map(({ metrics }) => metrics[metric] ?? null);

export const maxOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);

/** What a chart or a table writes where there is nothing to reckon a figure from. */
export const orDash =
  (text: (value: number) => string) =>
  (value: number | null | undefined): string =>
    value === null || value === undefined ? '—' : text(value);
