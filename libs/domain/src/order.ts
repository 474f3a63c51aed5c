import { KNOWN_STATES, type KnownState } from './call.js';
import type { CallEvent } from './callEvent.js';
import type { TimedEvent } from './timedEvent.js';

export const isKnownState = (state: string | null): state is KnownState =>
  (KNOWN_STATES as readonly (string | null)[]).includes(state);

/** Rank within one second: what the platform must have done first, whatever the order of delivery (docs/domain.md#order-of-events). */
const RANK = {
  recordEvent: 0,
  create: 1,
  state: { ringing: 2, alerting: 3, answered: 4, talking: 5 },
  meetingEntered: 6,
  hold: 7,
  unknownState: 8,
  unknownEvent: 9,
  close: 10,
} as const;

export const rankOf = (event: CallEvent): number => {
  switch (event.type) {
    case 'RecordEvent':
      return RANK.recordEvent;
    case 'DialogCreated':
      return RANK.create;
    case 'DialogStateUpdated':
      return isKnownState(event.state) ? RANK.state[event.state] : RANK.unknownState;
    case 'DialogMeetingEntered':
      return RANK.meetingEntered;
    case 'DialogPutOnHold':
      return RANK.hold;
    case 'UnknownDialogEvent':
      return RANK.unknownEvent;
    case 'DialogClosed':
      return RANK.close;
    default:
      return assertNever(event);
  }
};

export const assertNever = (value: never): never => {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
};

const compare = <Value extends number | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

/** Domain order. It is total, so that one set of events has one order: time, rank, name, id. */
export const compareEvents = (a: TimedEvent, b: TimedEvent): number =>
  compare(a.time, b.time) ||
  compare(rankOf(a), rankOf(b)) ||
  compare(a.name ?? '', b.name ?? '') ||
  compare(a.id, b.id);
