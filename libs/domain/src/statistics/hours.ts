import type { StoredCall } from '../call.js';
import { isoSecondsOf } from '../readTime.js';
import { columnsOf } from './columns.js';
import type { StatisticsQuery } from './query.js';
import { encodeSegment } from './segment.js';

/*
 * A store delivers calls by the hour (UTC) in which they started: those of an hour in which nothing changes any more as one segment, all
 * others as rows. An hour is named by the number of hours between it and the epoch.
 */

const HOUR_MILLISECONDS = 3_600_000;

export const hourOf = (startedAt: string): number => Math.floor(Date.parse(startedAt) / HOUR_MILLISECONDS);

/** The first and the last second of an hour, as documents write them. */
export const secondsOfHour = (hour: number): { readonly first: string; readonly last: string } => ({
  first: isoSecondsOf(new Date(hour * HOUR_MILLISECONDS)),
  last: isoSecondsOf(new Date((hour + 1) * HOUR_MILLISECONDS - 1000)),
});

/** The calls of an hour in which nothing changes any more. */
export interface Segment {
  readonly columns: Uint8Array;
  /** When the last of them ended, in seconds since the epoch; null where one is open. */
  readonly lastEnd: number | null;
}

export const segmentOf = (calls: readonly StoredCall[]): Segment => {
  const ends = calls.map(({ endedAt }) => (endedAt === null ? Infinity : Date.parse(endedAt) / 1000));
  const lastEnd = ends.reduce((last, end) => Math.max(last, end), -Infinity);
  return { columns: encodeSegment(columnsOf(calls)), lastEnd: Number.isFinite(lastEnd) ? lastEnd : null };
};

/** Which hours a statistic is about. */
export interface CountedHours {
  /** Only calls that started in these can be counted, both inclusive; infinite where there is no bound. */
  readonly first: number;
  readonly last: number;
  /** Of hours whose last call ended before this none is counted, in seconds since the epoch. */
  readonly leastEnd: number;
}

/** What ended, or was there, before `to` began before it, too. */
export const countedHours = ({ filter: { from, to }, attribution }: StatisticsQuery): CountedHours => {
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
