import {
  collect,
  compareEvents,
  emptyFacts,
  isoSeconds,
  RULES,
  timedEvents,
  type JsonObject,
  type StoredCall,
  type TimedDialogEvent,
  type TimedEvent,
} from '#domain';
import type { RecordedEvent } from '#ports';
import { seesContacts, type RowLimits } from '../viewer.js';

/** One event of a call's story. */
export interface TimelineItem {
  readonly id: string;
  /** The platform's `event_name`. */
  readonly name: string | null;
  /** The platform's time or, where that is missing or cannot be true, the receipt's. */
  readonly eventTime: string;
  /** Null for imported history. */
  readonly receivedAt: string | null;
  readonly dialogUuid: string;
  readonly state: string | null;
  readonly closeCause: string | null;
  /** As it came; only for viewers who may see contacts. */
  readonly body?: JsonObject;
}

const isOf =
  (dialogs: ReadonlySet<string>) =>
  (event: TimedEvent): event is TimedDialogEvent =>
    event.type !== 'RecordEvent' && dialogs.has(event.dialog);

const itemOf = (event: TimedDialogEvent): TimelineItem => ({
  id: event.id,
  name: event.name,
  eventTime: isoSeconds(event.time),
  receivedAt: event.receivedAt,
  dialogUuid: event.dialog,
  state: 'state' in event ? event.state : null,
  closeCause: 'cause' in event ? event.cause : null,
});

/** The events of the call's dialogs among those of its stream: each once, at its earliest receipt, in domain order. */
export const timelineOf = (
  call: StoredCall,
  streamEvents: readonly RecordedEvent[],
  viewer: RowLimits,
): readonly TimelineItem[] => {
  const bodies = new Map(streamEvents.map((event) => [event.id, event]));
  const facts = collect(emptyFacts(call.revision.stream), streamEvents);
  const items = timedEvents(facts, RULES)
    .filter(isOf(new Set(call.legs.map(({ dialogUuid }) => dialogUuid))))
    .sort(compareEvents)
    .map(itemOf);
  if (!seesContacts(viewer)) return items;
  return items.map((item) => ({ ...item, body: bodies.get(item.id)?.body ?? {} }));
};
