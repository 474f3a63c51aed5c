import { isoSecondsOf } from '../readTime.js';
import type { CallColumns } from './columns.js';
import type { StatisticsQuery } from './query.js';

/*
 * A store delivers calls by the hour (UTC) in which they started: those of the hours of a day in which nothing changes any more as one
 * segment, all others as rows. Hours and days are named by their number since the epoch.
 */

const HOUR_SECONDS = 3_600;
const HOUR_MILLISECONDS = HOUR_SECONDS * 1000;
const DAY_HOURS = 24;

export const hourOf = (startedAt: string): number => Math.floor(Date.parse(startedAt) / HOUR_MILLISECONDS);

/** The day of an hour. */
export const dayOf = (hour: number): number => Math.floor(hour / DAY_HOURS);

/** The first and the last hour of a stretch of days, both inclusive. */
export const hoursOfDays = (firstDay: number, lastDay: number): { readonly first: number; readonly last: number } => ({
  first: firstDay * DAY_HOURS,
  last: (lastDay + 1) * DAY_HOURS - 1,
});

/** The first and the last second of an hour, as documents write them. */
export const secondsOfHour = (hour: number): { readonly first: string; readonly last: string } => ({
  first: isoSecondsOf(new Date(hour * HOUR_MILLISECONDS)),
  last: isoSecondsOf(new Date((hour + 1) * HOUR_MILLISECONDS - 1000)),
});

/** Gives whether a call did not start in one of these hours. */
export const startedOutside = ({ numbers }: CallColumns, hours: ReadonlySet<number>): ((call: number) => boolean) => {
  const { startedAt } = numbers;
  return (call) => !hours.has(Math.floor(startedAt[call]! / HOUR_SECONDS));
};

/** Which hours a statistic, or the search for calls, is about. */
export interface CountedHours {
  /** Only calls that started in these can be counted, both inclusive; infinite where there is no bound. */
  readonly first: number;
  readonly last: number;
  /** Of days whose last call ended before this none is counted, in seconds since the epoch. */
  readonly leastEnd: number;
}

/** What ended, or was there, before `to` began before it, too. */
export const countedHours = ({
  filter: { from, to },
  attribution,
}: Pick<StatisticsQuery, 'filter' | 'attribution'>): CountedHours => {
  const begin = from === undefined ? -Infinity : Date.parse(from);
  const end = to === undefined ? Infinity : Date.parse(to);
  return {
    first: attribution === 'start' ? Math.floor(begin / HOUR_MILLISECONDS) : -Infinity,
    last: Math.ceil(end / HOUR_MILLISECONDS) - 1,
    leastEnd: attribution === 'start' ? -Infinity : begin / 1000,
  };
};

/** Whether all that the filter asks for stands in columns. What does not, the store has to look up. */
export const isInColumns = ({ recordId, contactNumber }: StatisticsQuery['filter']): boolean =>
  recordId === undefined && contactNumber === undefined;

/** Stretches of hours that follow one another, as the first and the last second of each. */
export const stretchesOf = (hours: readonly number[]): readonly { readonly from: string; readonly to: string }[] => {
  const ordered = [...hours].sort((one, other) => one - other);
  const firsts = ordered.filter((hour, i) => ordered[i - 1] !== hour - 1);
  const lasts = ordered.filter((hour, i) => ordered[i + 1] !== hour + 1);
  return firsts.map((hour, i) => ({ from: secondsOfHour(hour).first, to: secondsOfHour(lasts[i]!).last }));
};
