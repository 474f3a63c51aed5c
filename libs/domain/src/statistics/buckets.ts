import type { Zone } from './zone.js';

export const INTERVALS = ['PT15M', 'PT1H', 'P1D', 'P1W', 'P1M'] as const;
export type Interval = (typeof INTERVALS)[number];

/** A stretch of the zone's calendar, in seconds since the epoch: from inclusive, to exclusive. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
}

type BucketAt = (time: number) => Bucket;

/** Whole multiples of the local clock, cut where the zone shifts: a repeated hour is two buckets. */
const clockBuckets =
  (zone: Zone, seconds: number): BucketAt =>
  (time) => {
    const offset = zone.offsetAt(time);
    const start = Math.floor((time + offset) / seconds) * seconds - offset;
    const end = start + seconds;
    return {
      from: zone.offsetAt(start) === offset ? start : zone.shiftBetween(start, time),
      to: zone.offsetAt(end - 1) === offset ? end : zone.shiftBetween(time, end - 1),
    };
  };

/** Periods of whole days, numbered: which one a day is in, and the first day of each. */
interface Periods {
  readonly numberOf: (day: number) => number;
  readonly firstDay: (number: number) => number;
}

const DAYS: Periods = { numberOf: (day) => day, firstDay: (number) => number };

/** Weeks begin on Monday; day 0, 1970-01-01, was a Thursday. */
const WEEKS: Periods = { numberOf: (day) => Math.floor((day + 3) / 7), firstDay: (number) => number * 7 - 3 };

const DAY_MILLISECONDS = 86_400_000;
const MONTHS: Periods = {
  numberOf: (day) => {
    const date = new Date(day * DAY_MILLISECONDS);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  },
  firstDay: (number) => {
    // not Date.UTC, which takes the years 0 to 99 for those of the last century
    const date = new Date(0);
    date.setUTCFullYear(Math.floor(number / 12), number - Math.floor(number / 12) * 12, 1);
    return date.getTime() / DAY_MILLISECONDS;
  },
};

const calendarBuckets =
  (zone: Zone, { numberOf, firstDay }: Periods): BucketAt =>
  (time) => {
    let number = numberOf(zone.dayAt(time));
    let from = zone.startOfDay(firstDay(number));
    let to = zone.startOfDay(firstDay(number + 1));
    // after a midnight that comes twice the clock shows the day before once more: that belongs to the new day
    while (time >= to) {
      number += 1;
      [from, to] = [to, zone.startOfDay(firstDay(number + 1))];
    }
    return { from, to };
  };

const bucketsOf = (interval: Interval, zone: Zone): BucketAt => {
  switch (interval) {
    case 'PT15M':
      return clockBuckets(zone, 900);
    case 'PT1H':
      return clockBuckets(zone, 3600);
    case 'P1D':
      return calendarBuckets(zone, DAYS);
    case 'P1W':
      return calendarBuckets(zone, WEEKS);
    case 'P1M':
      return calendarBuckets(zone, MONTHS);
  }
};

/** A bucket with its number: the order in which they were first asked for. */
export interface NumberedBucket extends Bucket {
  readonly number: number;
}

const ALL_TIME: Bucket = { from: -Infinity, to: Infinity };
const SLOT_SECONDS = 900;

/** The buckets of an interval in a zone; without interval there is one, all time. */
export class Buckets {
  readonly all: NumberedBucket[] = [];
  readonly #bucketAt: BucketAt;
  readonly #byStart = new Map<number, NumberedBucket>();
  /** By quarter of an hour (UTC), where that lies in one bucket whole. */
  readonly #bySlot = new Map<number, NumberedBucket>();
  #last: NumberedBucket | null = null;

  constructor(interval: Interval | null, zone: Zone) {
    this.#bucketAt = interval === null ? () => ALL_TIME : bucketsOf(interval, zone);
  }

  at(time: number): NumberedBucket {
    const last = this.#last;
    if (last !== null && time >= last.from && time < last.to) return last;
    const slot = Math.floor(time / SLOT_SECONDS);
    const bucket = this.#bySlot.get(slot) ?? this.#find(time);
    if (bucket.from <= slot * SLOT_SECONDS && bucket.to >= (slot + 1) * SLOT_SECONDS) this.#bySlot.set(slot, bucket);
    this.#last = bucket;
    return bucket;
  }

  #find(time: number): NumberedBucket {
    const found = this.#bucketAt(time);
    const known = this.#byStart.get(found.from);
    if (known !== undefined) return known;
    const bucket = { ...found, number: this.all.length };
    this.all.push(bucket);
    this.#byStart.set(found.from, bucket);
    return bucket;
  }
}
