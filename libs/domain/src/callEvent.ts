import { OF_RECORD, readDelivery, type Delivery } from './delivery.js';
import { readEventTime } from './eventTime.js';
import type { JsonObject } from './json.js';
import { objectOf, stringOf, verbatimOf } from './jsonFields.js';
import type { EventMetadata } from './metadata.js';
import { readRecordSnapshot, readSnapshot, type Snapshot } from './snapshot.js';

/** An event as the log gives it. */
export interface LoggedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly body: JsonObject;
  readonly metadata: EventMetadata;
}

/** How a delivery came in. Of one event delivered twice the earlier receipt counts: docs/domain.md#facts-and-view. */
export interface Receipt {
  readonly receivedAt: string | null;
  readonly importedAt: string | null;
  readonly source: string;
}

interface EventFacts extends Receipt {
  readonly id: string;
  /** The platform's `event_name`. */
  readonly name: string | null;
  /** The event's own time by the platform's clock, in seconds since the epoch; null where it cannot be read. */
  readonly platformTime: number | null;
  /** The record it names: another one than the stream's is a conflict. */
  readonly recordId: string | null;
  /** The linker brought it here from another stream. */
  readonly copied: boolean;
  readonly snapshot: Snapshot;
}
interface DialogEventFacts extends EventFacts {
  readonly dialog: string;
  /** Other dialogs it names. */
  readonly names: readonly string[];
}

export type DialogEvent =
  | (DialogEventFacts & { readonly type: 'DialogCreated'; readonly state: string | null })
  | (DialogEventFacts & { readonly type: 'DialogStateUpdated'; readonly state: string | null })
  | (DialogEventFacts & { readonly type: 'DialogClosed'; readonly cause: string | null })
  | (DialogEventFacts & { readonly type: 'DialogPutOnHold' })
  | (DialogEventFacts & { readonly type: 'DialogMeetingEntered'; readonly meeting: string | null })
  | (DialogEventFacts & { readonly type: 'UnknownDialogEvent' });

/** An event about the record itself (docs/domain.md#other-events). */
export type RecordEvent = EventFacts & {
  readonly type: 'RecordEvent';
  readonly closesRecord: boolean;
  readonly platformState: string | null;
};

/** What the platform said, as the fold collects it. */
export type CallEvent = DialogEvent | RecordEvent;

/** What the linker writes (docs/linking.md#the-linker). */
export type LinkEvent =
  /** This dialog's stream is linked to another one, which shows its events from now on. */
  | { readonly type: 'DialogLinked'; readonly dialog: string; readonly to: string }
  /** This record's stream holds events of a dialog, or has a dialog tied to one, that is shown by another record's stream. */
  | {
      readonly type: 'DialogBelongsElsewhere';
      readonly dialog: string;
      readonly to: string;
      /** The dialog of this stream that it is tied to, by name or by a meeting; null where its own events stand here. */
      readonly tiedTo: string | null;
    };

export const LINK_EVENT_TYPES: readonly string[] = [
  'DialogLinked',
  'DialogBelongsElsewhere',
] satisfies LinkEvent['type'][];

const readRecordEvent = (facts: EventFacts, body: JsonObject, delivery: Delivery): RecordEvent => ({
  type: 'RecordEvent',
  closesRecord: delivery.type === 'CampaignRecordClosed',
  platformState: stringOf(objectOf(body.data)?.state),
  ...facts,
  snapshot: readRecordSnapshot(body),
});

/** What all share is spread last: V8 copies it into an object 20 times faster than it adds to a copy, and this is done for every event. */
const readDialogEvent = (facts: EventFacts, dialog: string, body: JsonObject, delivery: Delivery): DialogEvent => {
  const { type, namedDialogs: names } = delivery;
  switch (type) {
    case 'DialogCreated':
    case 'DialogStateUpdated':
      return { type, dialog, names, state: stringOf(body.state), ...facts };
    case 'DialogClosed':
      return { type, dialog, names, cause: verbatimOf(body.close_cause), ...facts };
    case 'DialogPutOnHold':
      return { type, dialog, names, ...facts };
    case 'DialogMeetingEntered':
      return { type, dialog, names, meeting: delivery.meetingUuid, ...facts };
    default:
      return { type: 'UnknownDialogEvent', dialog, names, ...facts };
  }
};

/**
 * Reads a platform event of a record's or dialog's stream; null for one that says nothing of either (it stays in the log).
 * Interpretation happens here, at read: a wrong rule is repaired by a rebuild.
 */
export const readCallEvent = (logged: LoggedEvent): CallEvent | null => {
  const { body, metadata } = logged;
  const delivery = readDelivery(body);
  const { receivedAt, importedAt = null, source } = metadata;
  const facts: EventFacts = {
    receivedAt,
    importedAt,
    source,
    id: logged.id,
    name: delivery.name,
    platformTime: readEventTime(body.event_time),
    recordId: delivery.recordId,
    copied: metadata.copiedFrom !== undefined,
    snapshot: readSnapshot(body),
  };
  if (delivery.dialogUuid !== null && !OF_RECORD.includes(delivery.type))
    return readDialogEvent(facts, delivery.dialogUuid, body, delivery);
  return delivery.recordId === null ? null : readRecordEvent(facts, body, delivery);
};

/** Reads what the linker wrote; null for anything else. */
export const readLinkEvent = (logged: LoggedEvent): LinkEvent | null => {
  if (!LINK_EVENT_TYPES.includes(logged.type)) return null;
  const dialog = stringOf(logged.body.dialog);
  const to = stringOf(logged.body.to);
  if (dialog === null || to === null) return null;
  if (logged.type === 'DialogLinked') return { type: 'DialogLinked', dialog, to };
  return { type: 'DialogBelongsElsewhere', dialog, to, tiedTo: stringOf(logged.body.tiedTo) };
};
