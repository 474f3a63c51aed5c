import { isoSeconds } from './eventTime.js';
import { weekdayOf, zoneOf, type OffsetStretch } from './statistics/zone.js';

/** Hours of the day and days of the week as the clock of a zone shows them. Absent: any. */
export interface LocalClock {
  /** 0 to 23. */
  readonly hourOfDay?: readonly number[];
  /** 1 = Monday. */
  readonly weekday?: readonly number[];
  /** IANA name; absent: UTC. */
  readonly timezone?: string;
}

/** The test of a moment, in seconds since the epoch; null where every moment passes. */
export const localClockTest = ({
  hourOfDay,
  weekday,
  timezone = 'UTC',
}: LocalClock): ((time: number) => boolean) | null => {
  if (hourOfDay === undefined && weekday === undefined) return null;
  const zone = zoneOf(timezone);
  return (time) =>
    (hourOfDay === undefined || hourOfDay.includes(zone.hourOfDay(time))) &&
    (weekday === undefined || weekday.includes(weekdayOf(zone.dayAt(time))));
};

/** The same for a moment as the documents write it. */
export const isOnLocalClock = (asked: LocalClock, time: string): boolean =>
  localClockTest(asked)?.(Date.parse(time) / 1000) ?? true;

/*
 * A store cannot ask which hour a zone's clock shows, and its own table of zones, where it has one, may be older than this process's. So
 * it keeps of each time the quarter of an hour of the UTC week, and is asked for quarters: as long as a zone keeps its offset, the same
 * quarters of the week have the same local hour and weekday. All offsets since 2000 are whole quarters of an hour.
 */

const QUARTER_SECONDS = 900;
const QUARTERS_OF_DAY = 96;
const QUARTERS_OF_WEEK = 7 * QUARTERS_OF_DAY;
/** 1970-01-01 was a Thursday. */
const FIRST_QUARTER = 3 * QUARTERS_OF_DAY;

/** 0 to 671, from Monday 00:00 UTC on. @param time seconds since the epoch */
export const quarterOfWeek = (time: number): number => {
  const quarter = (Math.floor(time / QUARTER_SECONDS) + FIRST_QUARTER) % QUARTERS_OF_WEEK;
  return quarter < 0 ? quarter + QUARTERS_OF_WEEK : quarter;
};

/** Quarters of the UTC week that are asked for, and where in time: within any of the stretches. ISO 8601; null: no bound. */
export interface AskedQuarters {
  readonly quarters: readonly number[];
  readonly stretches: readonly { readonly from: string | null; readonly to: string | null }[];
}

const quartersAt = (offset: number, { hourOfDay, weekday }: LocalClock): number[] =>
  Array.from({ length: QUARTERS_OF_WEEK }, (_, quarter) => quarter).filter((quarter) => {
    const local = quarterOfWeek(quarter * QUARTER_SECONDS - FIRST_QUARTER * QUARTER_SECONDS + offset);
    const hour = Math.floor((local % QUARTERS_OF_DAY) / 4);
    const day = Math.floor(local / QUARTERS_OF_DAY) + 1;
    return (hourOfDay?.includes(hour) ?? true) && (weekday?.includes(day) ?? true);
  });

const isoOrNull = (time: number): string | null => (Number.isFinite(time) ? isoSeconds(time) : null);

/** No event is older (docs/domain.md#order-of-events). */
const FIRST_TIME = Date.parse('2000-01-01T00:00:00Z') / 1000;
/** How far beyond now the zone's changes are looked up: this clock may be slow. */
const AHEAD_SECONDS = 366 * 86_400;

/**
 * What the `hourOfDay` and `weekday` of a filter ask of the quarters of the UTC week: one item for each offset that the zone has in the
 * filter's range; null where nothing is asked.
 */
export const askedQuarters = (
  asked: LocalClock & { readonly from?: string; readonly to?: string; readonly clock: { readonly now: number } },
): readonly AskedQuarters[] | null => {
  if (asked.hourOfDay === undefined && asked.weekday === undefined) return null;
  const from = Math.max(FIRST_TIME, asked.from === undefined ? FIRST_TIME : Date.parse(asked.from) / 1000);
  const latest = asked.clock.now / 1000 + AHEAD_SECONDS;
  const to = asked.to === undefined ? latest : Math.min(latest, Date.parse(asked.to) / 1000);
  const byOffset = new Map<number, OffsetStretch[]>();
  for (const stretch of zoneOf(asked.timezone ?? 'UTC').stretches(from, to))
    byOffset.set(stretch.offset, [...(byOffset.get(stretch.offset) ?? []), stretch]);
  return [...byOffset].map(([offset, stretches]) => ({
    quarters: quartersAt(offset, asked),
    stretches: stretches.map((stretch) => ({ from: isoOrNull(stretch.from), to: isoOrNull(stretch.to) })),
  }));
};
