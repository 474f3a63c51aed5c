import type { NumberedBucket, Buckets } from './buckets.js';
import type { CallColumns } from './columns.js';
import { CLIPPED_FIELDS, type ClippedField } from './metrics.js';
import type { StatisticsQuery } from './query.js';
import { isEnded, isStale } from './selection.js';

/** A stretch of time, in seconds since the epoch: from inclusive, to exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The range that is asked for; without `from` from the beginning, without `to` up to the moment of the answer. */
export const clippedRange = ({ filter, asOf }: StatisticsQuery): Stretch => ({
  from: filter.from === undefined ? -Infinity : Date.parse(filter.from) / 1000,
  to: filter.to === undefined ? asOf : Date.parse(filter.to) / 1000,
});

/** A call that takes no time is where it started. */
const overlap = (call: Stretch, range: Stretch): boolean =>
  range.from < range.to &&
  call.from < range.to &&
  (call.to > range.from || (call.to === call.from && call.from >= range.from));

const secondsInBoth = (one: Stretch, from: number, to: number): number =>
  Math.max(0, Math.min(one.to, to) - Math.max(one.from, from));

/** What passes of one call: the whole of it, and its talks. Nothing of it passes after its end. */
interface Course {
  readonly whole: Stretch;
  readonly parts: Readonly<Record<ClippedField, Stretch>>;
}

const NEVER: Stretch = { from: 0, to: 0 };

/** A talk that goes on ends with the call. */
const talkIn = (whole: Stretch, from: number, to: number): Stretch =>
  Number.isNaN(from) ? NEVER : { from, to: Number.isNaN(to) ? whole.to : Math.min(to, whole.to) };

/** Gives a call's course: an open call runs up to `asOf`, a stale one up to its last event. */
const courses = (columns: CallColumns, { filter, asOf }: StatisticsQuery): ((call: number) => Course) => {
  const { numbers } = columns;
  const [ended, stale] = [isEnded(columns), isStale(columns, filter.clock)];
  return (call) => {
    const from = numbers.startedAt[call]!;
    const end = ended(call) ? numbers.endedAt[call]! : stale(call) ? numbers.lastEventAt[call]! : asOf;
    const whole = { from, to: Math.max(from, end) };
    return {
      whole,
      parts: {
        callSeconds: whole,
        talkSeconds: talkIn(whole, numbers.talkFrom[call]!, numbers.talkTo[call]!),
        consultantTalkSeconds: talkIn(whole, numbers.consultantTalkFrom[call]!, numbers.consultantTalkTo[call]!),
      },
    };
  };
};

/** Of the selected calls those that overlap the range. */
export const selectOverlapping = (columns: CallColumns, selected: Int32Array, query: StatisticsQuery): Int32Array => {
  const range = clippedRange(query);
  const courseOf = courses(columns, query);
  return selected.filter((call) => overlap(courseOf(call).whole, range));
};

/** Called with each bucket that a call passes through, and the seconds of it that pass there. `place` is the call's in `selected`. */
export type Passing = (place: number, bucket: NumberedBucket, seconds: Readonly<Record<ClippedField, number>>) => void;

/** Cuts each selected call into the buckets in which its seconds pass, within the range. */
export const cutIntoBuckets = (
  columns: CallColumns,
  selected: Int32Array,
  query: StatisticsQuery,
  buckets: Buckets,
  passes: Passing,
): void => {
  const range = clippedRange(query);
  const courseOf = courses(columns, query);
  for (const [place, call] of selected.entries()) {
    const { whole, parts } = courseOf(call);
    const [from, to] = [Math.max(whole.from, range.from), Math.min(whole.to, range.to)];
    let bucket = buckets.at(from);
    for (;;) {
      const [begin, end] = [Math.max(from, bucket.from), Math.min(to, bucket.to)];
      const [callSeconds, talkSeconds, consultantTalkSeconds] = CLIPPED_FIELDS.map((field) =>
        secondsInBoth(parts[field], begin, end),
      ) as [number, number, number];
      passes(place, bucket, { callSeconds, talkSeconds, consultantTalkSeconds });
      if (bucket.to >= to) break;
      bucket = buckets.at(bucket.to);
    }
  }
};
