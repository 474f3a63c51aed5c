import type { JsonValue } from './json.js';

const PLATFORM_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Whether the parts came out as they went in: Date.UTC turns 30 February into 2 March, and 24 o'clock into the next day. */
const isSame = (date: Date, month: number, day: number, hour: number, minute: number, second: number): boolean =>
  date.getUTCMonth() === month - 1 &&
  date.getUTCDate() === day &&
  date.getUTCHours() === hour &&
  date.getUTCMinutes() === minute &&
  date.getUTCSeconds() === second;

/**
 * Reads the platform's `YYYY-MM-DD HH:mm:ss`, UTC (docs/domain.md#delivery), as seconds since the epoch.
 * Null for anything else, days that do not exist included.
 */
export const readEventTime = (value: JsonValue | undefined): number | null => {
  if (typeof value !== 'string' || !PLATFORM_TIME.test(value)) return null;
  const part = (from: number, to: number): number => Number(value.slice(from, to));
  const [year, month, day, hour, minute, second] = [
    part(0, 4),
    part(5, 7),
    part(8, 10),
    part(11, 13),
    part(14, 16),
    part(17, 19),
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // unlike Date.UTC, takes the year 50 for the year 50
  date.setUTCHours(hour, minute, second);
  return isSame(date, month, day, hour, minute, second) ? date.getTime() / 1000 : null;
};

const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

/** The day that was written last: the times of one call, and of calls read one after the other, are mostly of one day. */
let lastDay = NaN;
let lastDayText = '';

const dayText = (day: number): string => {
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, -'00:00:00.000Z'.length);
  }
  return lastDayText;
};

/** Seconds since the epoch as ISO 8601 UTC, whole seconds. */
export const isoSeconds = (seconds: number): string => {
  const day = Math.floor(seconds / DAY_SECONDS);
  const ofDay = seconds - day * DAY_SECONDS;
  const hour = TWO_DIGITS[Math.floor(ofDay / 3600)] ?? '';
  const minute = TWO_DIGITS[Math.floor((ofDay % 3600) / 60)] ?? '';
  return `${dayText(day)}${hour}:${minute}:${TWO_DIGITS[ofDay % 60] ?? ''}Z`;
};

/** The reverse: a time of the documents in seconds since the epoch. */
export const secondsOf = (time: string): number => Date.parse(time) / 1000;

/** Milliseconds since the epoch as ISO 8601 UTC, as `Date.toISOString` writes them, in a third of its time. */
export const isoMilliseconds = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  return `${isoSeconds(seconds).slice(0, -1)}.${String(milliseconds - seconds * 1000).padStart(3, '0')}Z`;
};
