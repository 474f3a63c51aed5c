import { firstOf, type Query } from './search.js';

/** Ranges that move with the day. `all` has neither beginning nor end. */
export const RANGES = [
  'today',
  'yesterday',
  'thisWeek',
  'lastWeek',
  'last7Days',
  'last30Days',
  'thisMonth',
  'lastMonth',
  'all',
] as const;
export type RangeName = (typeof RANGES)[number];

/** What the API is asked for: dates in the zone asked for (`to` exclusive), or times. */
export interface Bounds {
  readonly from?: string;
  readonly to?: string;
}

const DAY = 86_400_000;

/** A date of a calendar, counted in days since 1970: without a zone, so that no day is longer than another. */
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The first of the month so many months away from a day's. */
const monthOf = (day: number, away: number): number => {
  const date = new Date(day * DAY);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + away, 1) / DAY;
};

/** What writes dates by the clocks of a zone: kept, since it takes longer to make than to use. */
const dates = new Map<string, Intl.DateTimeFormat>();
const datesIn = (zone: string): Intl.DateTimeFormat => {
  const known = dates.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dates.set(zone, made);
  return made;
};

/** Whether the browser knows a time zone by this name. */
export const isZone = (zone: string): boolean => {
  try {
    datesIn(zone);
    return true;
  } catch {
    return false;
  }
};

/** The date that the clocks of a zone show at a moment, as `2026-11-29`. */
export const dateIn = (millis: number, zone: string): string => {
  const parts = datesIn(zone)
    .formatToParts(millis)
    .map(({ type, value }) => [type, value]);
  const { year, month, day } = Object.fromEntries(parts) as Record<string, string>;
  return `${year}-${month}-${day}`;
};

/** @param today the date in the zone that is asked for; weeks begin on Monday */
export const boundsOf = (range: RangeName, today: string): Bounds => {
  const day = dayOf(today);
  const monday = day - ((day + 3) % 7);
  const bounds: Record<Exclude<RangeName, 'all'>, readonly [number, number]> = {
    today: [day, day + 1],
    yesterday: [day - 1, day],
    thisWeek: [monday, monday + 7],
    lastWeek: [monday - 7, monday],
    last7Days: [day - 6, day + 1],
    last30Days: [day - 29, day + 1],
    thisMonth: [monthOf(day, 0), monthOf(day, 1)],
    lastMonth: [monthOf(day, -1), monthOf(day, 0)],
  };
  if (range === 'all') return {};
  const [from, to] = bounds[range];
  return { from: dateOf(from), to: dateOf(to) };
};

const isRange = (text: string | undefined): text is RangeName => RANGES.includes(text as RangeName);

/** The range an address names: a relative one, or `from` and `to` (then null); `fallback` where it says neither. */
export const rangeOf = (query: Query, fallback: RangeName): RangeName | null => {
  const range = firstOf(query, 'range');
  if (isRange(range)) return range;
  return query.from === undefined && query.to === undefined ? fallback : null;
};

/** `from` and `to` as an address and today's date say them. */
export const boundsIn = (query: Query, fallback: RangeName, today: string): Bounds => {
  const range = rangeOf(query, fallback);
  if (range !== null) return boundsOf(range, today);
  const [from, to] = [firstOf(query, 'from'), firstOf(query, 'to')];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
};

/** The last day of a range whose `to` is a date, which is exclusive. */
export const lastDayOf = (to: string): string => dateOf(dayOf(to) - 1);
/** The date after another: the exclusive end of a range whose last day it is. */
export const dayAfter = (date: string): string => dateOf(dayOf(date) + 1);
