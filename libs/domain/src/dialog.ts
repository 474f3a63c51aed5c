import { KNOWN_STATES, type KnownState, type Role } from './call.js';
import type { DialogEvent } from './callEvent.js';
import { assertNever, compareEvents, isKnownState } from './order.js';
import { mergeSnapshots, type Snapshot } from './snapshot.js';

/** A moment in a dialog: seconds since the epoch, by the platform's own clock (`known`) or by the receipt's. */
export interface Moment {
  readonly time: number;
  readonly known: boolean;
}
export interface Close extends Moment {
  readonly cause: string | null;
  readonly eventId: string;
}
export interface MeetingEntry extends Moment {
  readonly meeting: string;
  readonly eventId: string;
}

/** A dialog as its events, in whatever order they came, tell it. */
export interface Dialog {
  readonly uuid: string;
  readonly role: Role;
  readonly snapshot: Snapshot;
  /** In domain order, each once. */
  readonly events: readonly DialogEvent[];
  readonly created: Moment | null;
  /** Earliest report of each known state. */
  readonly states: ReadonlyMap<KnownState, number>;
  /** A state that is none of the known ones, or none at all, was reported. */
  readonly unknownState: boolean;
  /** The earliest close, its cause with it: a close is one fact (domain.md 5). */
  readonly close: Close | null;
  readonly holdCount: number;
  /** First entry into each meeting. */
  readonly meetings: readonly MeetingEntry[];
  /** Other dialogs its events name. */
  readonly names: ReadonlySet<string>;
}

const isEarlierClose = (event: { time: number; id: string }, than: Close | null): boolean =>
  than === null || event.time < than.time || (event.time === than.time && event.id < than.eventId);

interface Timeline {
  created: Moment | null;
  states: Map<KnownState, number>;
  unknownState: boolean;
  close: Close | null;
  holdCount: number;
  meetings: Map<string, MeetingEntry>;
}

const noteState = (timeline: Timeline, state: string | null, time: number): void => {
  if (!isKnownState(state)) timeline.unknownState = true;
  else if (time < (timeline.states.get(state) ?? Infinity)) timeline.states.set(state, time);
};

const noteEvent = (timeline: Timeline, event: DialogEvent): void => {
  const moment: Moment = { time: event.time, known: event.timeKnown };
  switch (event.type) {
    case 'DialogCreated':
      timeline.created ??= moment; // in domain order: the first is the earliest
      if (event.state !== null) noteState(timeline, event.state, event.time);
      return;
    case 'DialogStateUpdated':
      noteState(timeline, event.state, event.time);
      return;
    case 'DialogClosed':
      if (isEarlierClose(event, timeline.close)) timeline.close = { cause: event.cause, eventId: event.id, ...moment };
      return;
    case 'DialogMeetingEntered':
      if (event.meeting !== null && !timeline.meetings.has(event.meeting))
        timeline.meetings.set(event.meeting, { meeting: event.meeting, eventId: event.id, ...moment });
      return;
    case 'DialogPutOnHold':
      timeline.holdCount += 1;
      return;
    case 'UnknownDialogEvent':
      return;
    default:
      assertNever(event);
  }
};

/** Side, else type, else which identity is there (domain.md 3.2). */
const roleOf = (snapshot: Snapshot): Role =>
  snapshot.roleBySide ?? snapshot.roleByType ?? snapshot.roleByIdentity ?? 'unknown';

const namesIn = (events: readonly DialogEvent[]): Set<string> => {
  const names = new Set<string>();
  for (const event of events) for (const uuid of event.names) names.add(uuid);
  return names;
};

/** Tells one dialog from all of its events. */
export const tellDialog = (uuid: string, unordered: readonly DialogEvent[]): Dialog => {
  const events = [...unordered].sort(compareEvents);
  const timeline: Timeline = {
    created: null,
    states: new Map(),
    unknownState: false,
    close: null,
    holdCount: 0,
    meetings: new Map(),
  };
  for (const event of events) noteEvent(timeline, event);
  const { close } = timeline;
  // a later close is a repetition of the one fact: its fields do not count either
  const telling = events.filter((event) => event.type !== 'DialogClosed' || event.id === close?.eventId);
  const snapshot = mergeSnapshots(telling.map((event) => event.snapshot));
  return {
    uuid,
    role: roleOf(snapshot),
    snapshot,
    events,
    names: namesIn(events),
    ...timeline,
    meetings: [...timeline.meetings.values()],
  };
};

export const timeOf = (dialog: Dialog, state: KnownState): number | null => dialog.states.get(state) ?? null;
export const hasTalked = (dialog: Dialog): boolean => dialog.states.has('talking');
/** *Answered* means answered or talked (domain.md 5, Leg). */
export const hasAnswered = (dialog: Dialog): boolean => dialog.states.has('answered') || hasTalked(dialog);
export const highestState = (dialog: Dialog): KnownState | null =>
  KNOWN_STATES.findLast((state) => dialog.states.has(state)) ?? null;

/** Order by create, none last, then by uuid. */
export const compareByCreate = (a: Dialog, b: Dialog): number => {
  const byTime = (a.created?.time ?? Infinity) - (b.created?.time ?? Infinity);
  return (Number.isNaN(byTime) ? 0 : byTime) || (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0);
};
