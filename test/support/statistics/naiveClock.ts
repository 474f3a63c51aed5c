import type { Interval } from '#domain';

/** A local clock read off Intl, part by part, for each moment anew. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 1 = Monday. */
  readonly weekday: number;
  /** As `GMT+02:00`. */
  readonly offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timezone: string): Intl.DateTimeFormat => {
  const known =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      timeZoneName: 'longOffset',
    });
  formats.set(timezone, known);
  return known;
};

export const localTime = (seconds: number, timezone: string): LocalTime => {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, value]),
  );
  const [year, month, day] = [Number(parts.get('year')), Number(parts.get('month')), Number(parts.get('day'))];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  const [hour, minute] = [Number(parts.get('hour')), Number(parts.get('minute'))];
  return { year, month, day, hour, minute, weekday, offset: parts.get('timeZoneName')! };
};

/** Two moments are in one bucket if their texts are equal. */
const bucketText = (seconds: number, interval: Interval, timezone: string): string => {
  const { year, month, day, hour, minute, weekday, offset } = localTime(seconds, timezone);
  switch (interval) {
    case 'PT15M':
      return `${year}-${month}-${day} ${hour}:${Math.floor(minute / 15)} ${offset}`;
    case 'PT1H':
      return `${year}-${month}-${day} ${hour} ${offset}`;
    case 'P1D':
      return `${year}-${month}-${day}`;
    case 'P1W':
      return new Date(Date.UTC(year, month - 1, day - weekday + 1)).toISOString();
    case 'P1M':
      return `${year}-${month}`;
  }
};

/** In seconds. None leaps over a bucket that it begins in: its text would be another. */
const STEPS = [6 * 3600, 900, 60, 1] as const;

/** The last moment, in steps of `step` seconds from `seconds` on, that has the same text. */
const lastAlike = (seconds: number, step: number, textAt: (seconds: number) => string): number => {
  const text = textAt(seconds);
  let last = seconds;
  while (textAt(last + step) === text) last += step;
  return last;
};

interface Range {
  readonly from: number;
  readonly to: number;
}
const known = new Map<string, Range>();

/** The bucket of a moment: from there in both directions for as long as the calendar shows the same. */
export const naiveBucket = (seconds: number, interval: Interval, timezone: string): Range => {
  const name = `${interval} ${timezone} ${bucketText(seconds, interval, timezone)}`;
  const bucket = known.get(name) ?? findBucket(seconds, interval, timezone);
  known.set(name, bucket);
  return bucket;
};

const findBucket = (seconds: number, interval: Interval, timezone: string): Range => {
  const textAt = (time: number): string => bucketText(time, interval, timezone);
  return {
    from: STEPS.reduce((time, step) => lastAlike(time, -step, textAt), seconds),
    to: STEPS.reduce((time, step) => lastAlike(time, step, textAt), seconds) + 1,
  };
};
