/** What a contact centre sends in a month that ends now, and from then on. */
import type { JsonObject } from '#domain';
import { eventMilliseconds } from '../support/eventMilliseconds.js';
import { generateCallsAt, type GeneratedCall, type GenerateOptions, type StoryKind } from '../support/generateCalls.js';
import { randomFrom } from '../support/random.js';

/** A delivery, and when the platform sends it (seconds since the epoch). */
export interface Sent {
  readonly at: number;
  readonly event: JsonObject;
  /** Whether the event says itself when it happened; else only its delivery tells. */
  readonly saysWhen: boolean;
}

const DAYS = 30;
const DAY = 86_400;
const HOUR = 3600;
const FIRST_HOUR = 7; // UTC: 8 or 9 in Warsaw
/** Calls in each hour of a usual day. */
const CALLS_BY_HOUR = [6, 12, 17, 16, 11, 10, 14, 16, 12, 9, 5, 3];
/** Sunday first. */
const SHARE_BY_WEEKDAY = [0.04, 1.15, 1.05, 1, 1.05, 0.9, 0.3];

/** Some kinds of calls are more frequent than others. */
const KINDS: readonly StoryKind[] = [
  ...Array.from({ length: 8 }, () => 'progressive' as const),
  ...Array.from({ length: 6 }, () => 'retries' as const),
  ...Array.from({ length: 8 }, () => 'inbound' as const),
  ...Array.from({ length: 4 }, () => 'outgoing' as const),
  ...(['manual', 'manual', 'preview', 'preview', 'preview', 'predictive', 'predictive', 'predictive'] as const),
  ...(['blind_transfer', 'consultative_transfer', 'second_contact', 'queue_transfer', 'consulted_colleague'] as const),
  ...(['inbound_unnamed', 'internal', 'shared_room', 'outside'] as const),
];
const SHARED: GenerateOptions = { kinds: KINDS, defects: 0.05 };

const startsOfDay = function* (seed: number, midnight: number): Generator<number, void, void> {
  const random = randomFrom(seed);
  const share = SHARE_BY_WEEKDAY[new Date(midnight * 1000).getUTCDay()]!;
  for (const [place, calls] of CALLS_BY_HOUR.entries()) {
    const count = Math.round(calls * share * (0.85 + 0.3 * random.next()));
    for (let i = 0; i < count; i++) yield midnight + (FIRST_HOUR + place) * HOUR + random.int(0, HOUR - 1);
  }
};

const startsOfMonth = function* (end: number): Generator<number, void, void> {
  const today = Math.floor(end / DAY) * DAY;
  for (let day = DAYS; day >= 0; day--)
    for (const start of startsOfDay(day, today - day * DAY)) if (start < end) yield start;
};

/** An event without a time that can be believed is sent with the one before it. */
const sendingTimes = ({ events }: GeneratedCall, startsAt: number): Sent[] => {
  let at = startsAt;
  return events.map((event) => {
    const own = (eventMilliseconds(event) ?? 0) / 1000;
    const saysWhen = Math.abs(own - startsAt) < DAY;
    if (saysWhen) at = Math.max(at, own);
    return { at, event, saysWhen };
  });
};

/** One by one, and not the next before the last one's call has been made: so `startsAt` is the start of the call at hand. */
const sentOf = function* (seed: number, starts: Iterator<number, void>): Generator<Sent[], void, void> {
  let startsAt = 0;
  const noted: Iterator<number, void> = {
    next: () => {
      const start = starts.next();
      if (start.done !== true) startsAt = start.value;
      return start;
    },
  };
  for (const call of generateCallsAt(seed, noted, SHARED)) yield sendingTimes(call, startsAt);
};

/** Call by call, what is sent of the calls that started in the month before `end` (seconds since the epoch): some of it after the end. */
export const month = (end: number): Generator<Sent[], void, void> => sentOf(1, startsOfMonth(end));

const evenly = function* (start: number, secondsBetween: number): Generator<number, void, void> {
  for (let at = start; ; at += secondsBetween) yield at;
};

/** Call by call, without end, what is sent from `start` on: so many seconds lie between one call's start and the next. */
export const traffic = (start: number, secondsBetween: number): Generator<Sent[], void, void> =>
  sentOf(2, evenly(start, secondsBetween));
