import { KNOWN_STATES, type KnownState, type Role } from './call.js';
import { assertNever, compareEvents, isKnownState } from './order.js';
import { mergeSnapshots, type Snapshot } from './snapshot.js';
import type { TimedDialogEvent } from './timedEvent.js';

/** When something happened in a dialog: seconds since the epoch, by the platform's own clock (`known`) or by the receipt. */
export interface TimePoint {
  readonly time: number;
  readonly known: boolean;
}
export interface Close extends TimePoint {
  readonly cause: string | null;
  readonly eventId: string;
}

/** What all events of one dialog, in whatever order they came, say of it. */
export interface Dialog {
  readonly uuid: string;
  readonly role: Role;
  readonly snapshot: Snapshot;
  /** In domain order, each once. */
  readonly events: readonly TimedDialogEvent[];
  /** The earliest create. */
  readonly created: TimePoint | null;
  /** When each known state was reached: at its earliest report, but not after the close. */
  readonly states: ReadonlyMap<KnownState, number>;
  /** A state was reported only for a time after the close. */
  readonly reportedAfterClose: boolean;
  /** A state that is none of the known ones, or none at all, was reported. */
  readonly unknownState: boolean;
  /** The earliest close, its cause with it: a close is one fact. */
  readonly close: Close | null;
  readonly holdCount: number;
  /** Uuids of the meetings it entered. */
  readonly meetings: ReadonlySet<string>;
  /** Other dialogs its events name. */
  readonly names: ReadonlySet<string>;
}

/** What is collected from a dialog's events, one after the other in domain order. */
interface Timeline {
  created: TimePoint | null;
  /** The earliest report of each known state. */
  readonly reported: Map<KnownState, number>;
  readonly states: Map<KnownState, number>;
  unknownState: boolean;
  holdCount: number;
  readonly meetings: Set<string>;
}

/** The earliest close, of two in one second the one with the lower event id. */
const closeOf = (inOrder: readonly TimedDialogEvent[]): Close | null => {
  const first = inOrder.find((event) => event.type === 'DialogClosed');
  return first ? { time: first.time, known: first.timeKnown, cause: first.cause, eventId: first.id } : null;
};

/** A leg that is closed cannot reach anything: the platform reported it late, and it was reached at the latest with the close. */
const reachedAt = ({ time, timeKnown }: TimedDialogEvent, close: Close | null): number =>
  timeKnown && close?.known ? Math.min(time, close.time) : time;

const keepEarliest = (times: Map<KnownState, number>, state: KnownState, time: number): void => {
  if (time < (times.get(state) ?? Infinity)) times.set(state, time);
};

const noteState = (timeline: Timeline, state: string | null, event: TimedDialogEvent, close: Close | null): void => {
  if (!isKnownState(state)) {
    timeline.unknownState = true;
    return;
  }
  keepEarliest(timeline.reported, state, event.time);
  keepEarliest(timeline.states, state, reachedAt(event, close));
};

const noteEvent = (timeline: Timeline, event: TimedDialogEvent, close: Close | null): void => {
  switch (event.type) {
    case 'DialogCreated':
      timeline.created ??= { time: event.time, known: event.timeKnown }; // in domain order: the first is the earliest
      if (event.state !== null) noteState(timeline, event.state, event, close);
      return;
    case 'DialogStateUpdated':
      noteState(timeline, event.state, event, close);
      return;
    case 'DialogMeetingEntered':
      if (event.meeting !== null) timeline.meetings.add(event.meeting);
      return;
    case 'DialogPutOnHold':
      timeline.holdCount += 1;
      return;
    case 'DialogClosed': // read before all others: the states depend on it
    case 'UnknownDialogEvent':
      return;
    default:
      assertNever(event);
  }
};

const timelineOf = (inOrder: readonly TimedDialogEvent[], close: Close | null): Timeline => {
  const timeline: Timeline = {
    created: null,
    reported: new Map(),
    states: new Map(),
    unknownState: false,
    holdCount: 0,
    meetings: new Set(),
  };
  for (const event of inOrder) noteEvent(timeline, event, close);
  return timeline;
};

/** Side, else type, else which identity is there: docs/domain.md#dialog-events. */
const roleOf = (snapshot: Snapshot): Role =>
  snapshot.roleBySide ?? snapshot.roleByType ?? snapshot.roleByIdentity ?? 'unknown';

const namesIn = (events: readonly TimedDialogEvent[]): Set<string> => {
  const names = new Set<string>();
  for (const event of events) for (const uuid of event.names) names.add(uuid);
  return names;
};

/** One dialog from all of its events, in any order. */
export const dialogOf = (uuid: string, unordered: readonly TimedDialogEvent[]): Dialog => {
  const events = [...unordered].sort(compareEvents);
  const close = closeOf(events);
  const { reported, ...timeline } = timelineOf(events, close);
  // a later close repeats the one fact, so its fields do not count either
  const counted = events.filter((event) => event.type !== 'DialogClosed' || event.id === close?.eventId);
  const snapshot = mergeSnapshots(counted.map((event) => event.snapshot));
  return {
    uuid,
    role: roleOf(snapshot),
    snapshot,
    events,
    close,
    names: namesIn(events),
    reportedAfterClose: [...timeline.states].some(([state, time]) => time < (reported.get(state) ?? time)),
    ...timeline,
  };
};

export const timeOf = (dialog: Dialog, state: KnownState): number | null => dialog.states.get(state) ?? null;
export const hasTalked = (dialog: Dialog): boolean => dialog.states.has('talking');
/** *Answered* means answered or talked: docs/domain.md#legs. */
export const hasAnswered = (dialog: Dialog): boolean => dialog.states.has('answered') || hasTalked(dialog);
export const highestState = (dialog: Dialog): KnownState | null =>
  KNOWN_STATES.findLast((state) => dialog.states.has(state)) ?? null;

/** Order by create, none last, then by uuid. */
export const compareByCreate = (a: Dialog, b: Dialog): number => {
  const byTime = (a.created?.time ?? Infinity) - (b.created?.time ?? Infinity);
  return (Number.isNaN(byTime) ? 0 : byTime) || (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0);
};
