import type { Bounds } from '../../url/range.js';

export const INTERVALS = ['PT15M', 'PT1H', 'P1D', 'P1W', 'P1M'] as const;
export type Interval = (typeof INTERVALS)[number];

const DAY = 86_400_000;
/** About so long: only to tell how many buckets a range has. */
const DAYS: Readonly<Record<Interval, number>> = { PT15M: 1 / 96, PT1H: 1 / 24, P1D: 1, P1W: 7, P1M: 30.4 };
/** More bars than this cannot be told apart. */
const MAX_BUCKETS = 400;
/** So many bars are looked at with ease: the usual interval has no more. */
const USUAL_BUCKETS = 62;

/** @returns Infinity of a range that is open on one side */
const daysIn = ({ from, to }: Bounds): number => {
  const days = (Date.parse(to ?? '') - Date.parse(from ?? '')) / DAY;
  return Number.isNaN(days) ? Infinity : days;
};

/** The intervals that divide a range into bars that can be told apart; of an open range only months. */
export const intervalsFor = (bounds: Bounds): readonly Interval[] => {
  const days = daysIn(bounds);
  const fitting = INTERVALS.filter((interval) => {
    const buckets = days / DAYS[interval];
    return buckets >= 1 && buckets <= MAX_BUCKETS;
  });
  if (fitting.length > 0) return fitting;
  return days < 1 ? ['PT15M'] : ['P1M'];
};

/** The finest interval with not too many bars. */
export const usualInterval = (bounds: Bounds): Interval => {
  const days = daysIn(bounds);
  return intervalsFor(bounds).find((interval) => days / DAYS[interval] <= USUAL_BUCKETS) ?? 'P1M';
};

/** The interval an address asks for, where it fits the range, else the usual one. */
export const intervalOf = (asked: string | undefined, bounds: Bounds): Interval =>
  intervalsFor(bounds).find((interval) => interval === asked) ?? usualInterval(bounds);
