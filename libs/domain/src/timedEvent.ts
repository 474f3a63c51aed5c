import type { CallEvent, DialogEvent, RecordEvent } from './callEvent.js';
import type { Rules } from './rules.js';
import type { StreamFacts } from './streamFacts.js';

/** When an event happened, in seconds since the epoch. */
interface EventTime {
  readonly time: number;
  /** Whether `time` is the platform's; else it is that of the receipt, or of the import. */
  readonly timeKnown: boolean;
}
export type TimedEvent = CallEvent & EventTime;
export type TimedDialogEvent = DialogEvent & EventTime;
export type TimedRecordEvent = RecordEvent & EventTime;

/** When an event was received or, of history, imported. */
interface CameIn {
  readonly receivedAt: string | null;
  readonly importedAt?: string | null;
}

/** When an event came here, in seconds since the epoch: when it was received or, of history, imported. Null where neither is known. */
const cameAt = ({ receivedAt, importedAt = null }: CameIn): number | null => {
  const iso = receivedAt ?? importedAt;
  return iso === null ? null : Date.parse(iso) / 1000;
};

/**
 * When an event counts as having happened. A time of the platform that cannot be true is replaced by that of the receipt: it would
 * otherwise move the start or the end of a call by years (docs/domain.md#order-of-events).
 * @param platformTime seconds since the epoch by the platform's clock; null: it cannot be read
 */
export const timeByRules = (platformTime: number | null, receipt: CameIn, rules: Rules): EventTime => {
  const came = cameAt(receipt);
  const isTrue =
    platformTime !== null &&
    platformTime >= rules.earliestTime &&
    (came === null || platformTime <= came + rules.mostAheadSeconds);
  return { time: isTrue ? platformTime : Math.floor(came ?? 0), timeKnown: isTrue };
};

/** An event with the time at which it counts as having happened. */
export const withTime = <Event extends CallEvent>(event: Event, rules: Rules): Event & EventTime => {
  const { time, timeKnown } = timeByRules(event.platformTime, event, rules);
  // spread last: V8 copies an object with a few new keys in front many times faster than it adds keys to a copy
  return { time, timeKnown, ...event };
};

/** All events of a stream, each with its time; in no order. */
export const timedEvents = (facts: StreamFacts, rules: Rules): TimedEvent[] =>
  Array.from(facts.events.values(), (event) => withTime(event, rules));
