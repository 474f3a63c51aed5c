import { localeOf } from '../../format/format.js';
import type { Language } from '../../settings/language.js';
import { dateIn } from '../../url/range.js';
import type { Query } from '../../url/search.js';
import type { Interval } from './interval.js';

/** A part of the range, as the API has cut it by the zone's calendar. */
export interface Bucket {
  readonly from: string;
  readonly to: string;
}

export interface NamedBucket extends Bucket {
  /** For the axis: `24.11`, `14:00`. */
  readonly tick: string;
  /** For tables and readouts: `wt., 24.11.2026, 14:00`. */
  readonly name: string;
  /** The number of its day, hour, ... by the clocks of the zone: equal for both hours of a clock that was put back. */
  readonly ordinal: number;
}

const DAY = 86_400_000;
const MINUTES: Partial<Record<Interval, number>> = { PT15M: 15, PT1H: 60 };
const DATE_STYLE: Readonly<Record<Language, Intl.DateTimeFormatOptions>> = {
  pl: { day: '2-digit', month: '2-digit' },
  en: { day: 'numeric', month: 'short' },
};

const offsetIn = (iso: string, zone: string): string => {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    Date.parse(iso),
  );
  return (
    parts
      .find(({ type }) => type === 'timeZoneName')
      ?.value.replace(/^GMT$/, 'GMT+00:00')
      .slice(3) ?? ''
  );
};

const ordinalOf = (date: string, time: string, interval: Interval): number => {
  const day = Date.parse(date) / DAY + 3; // a multiple of 7 is a Monday
  const minutes = MINUTES[interval];
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  if (minutes !== undefined) return day * (1440 / minutes) + Math.floor((hour * 60 + minute) / minutes);
  if (interval === 'P1W') return Math.floor(day / 7);
  return interval === 'P1D' ? day : new Date(date).getUTCFullYear() * 12 + new Date(date).getUTCMonth();
};

/** Names buckets by the clocks of a zone. Where a clock was put back, the hours that come twice are told apart by their offsets. */
export const nameBuckets = (
  buckets: readonly Bucket[],
  interval: Interval,
  language: Language,
  zone: string,
): readonly NamedBucket[] => {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, ...options });
    return (iso: string): string => formatter.format(Date.parse(iso));
  };
  const shortDate = format(DATE_STYLE[language]);
  const longDate = format({ ...DATE_STYLE[language], weekday: 'short', year: 'numeric' });
  const month = format({ month: 'short', year: 'numeric' });
  const clock = format({ hour: '2-digit', minute: '2-digit' });
  const lastMoment = ({ to }: Bucket): string => new Date(Date.parse(to) - 1000).toISOString();
  const textsOf = (bucket: Bucket): Pick<NamedBucket, 'tick' | 'name'> => {
    const { from } = bucket;
    if (interval === 'P1M') return { tick: month(from), name: month(from) };
    if (interval === 'P1W')
      return { tick: shortDate(from), name: `${shortDate(from)} – ${longDate(lastMoment(bucket))}` };
    if (interval === 'P1D') return { tick: shortDate(from), name: longDate(from) };
    const time = clock(from);
    return { tick: time === '00:00' ? shortDate(from) : time, name: `${longDate(from)}, ${time}` };
  };
  const named = buckets.map((bucket) => ({
    ...bucket,
    ...textsOf(bucket),
    ordinal: ordinalOf(dateIn(Date.parse(bucket.from), zone), clock(bucket.from), interval),
  }));
  const times = new Map<number, number>();
  for (const { ordinal } of named) times.set(ordinal, (times.get(ordinal) ?? 0) + 1);
  return named.map((bucket) => {
    if (times.get(bucket.ordinal) === 1) return bucket;
    const offset = offsetIn(bucket.from, zone);
    return { ...bucket, tick: `${bucket.tick} ${offset}`, name: `${bucket.name} (${offset})` };
  });
};

const STEPS: Readonly<Record<Interval, readonly number[]>> = {
  PT15M: [1, 2, 4, 8, 12, 24, 48, 96, 192, 672],
  PT1H: [1, 2, 3, 6, 12, 24, 48, 168],
  P1D: [1, 2, 7, 14, 28, 56],
  P1W: [1, 2, 4, 8, 13, 26],
  P1M: [1, 2, 3, 6, 12, 24, 60],
};

/** Which buckets get a label where there is room for so many: every second hour, every Monday, every January ...; at least both ends. */
export const ticksOf = (buckets: readonly NamedBucket[], interval: Interval, most: number): readonly number[] => {
  const steps = STEPS[interval];
  const step = steps.find((each) => buckets.length / each <= most) ?? steps.at(-1) ?? 1;
  const round = buckets.flatMap(({ ordinal }, index) => {
    const isSecond = step > 1 && buckets[index - 1]?.ordinal === ordinal;
    return ordinal % step === 0 && !isSecond ? [index] : [];
  });
  return round.length > 1 ? round : [...new Set([0, buckets.length - 1])].filter((index) => index in buckets);
};

/** The range of a bucket as an address says it: dates where it is made of whole days. */
export const bucketBounds = ({ from, to }: Bucket, zone: string): Query => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' });
  const isMidnight = (iso: string): boolean => clock.format(Date.parse(iso)) === '00:00:00';
  if (!isMidnight(from) || !isMidnight(to)) return { from: [from], to: [to] };
  return { from: [dateIn(Date.parse(from), zone)], to: [dateIn(Date.parse(to), zone)] };
};
