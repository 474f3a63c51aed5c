import type { CallView, RecordView } from './call.js';
import type { LinkEvent } from './callEvent.js';
import { viewOf, type StreamContext } from './callView.js';
import { dialogOf, type Dialog } from './dialog.js';
import { isoSeconds } from './eventTime.js';
import { groupDialogs } from './grouping.js';
import { firstKnown, namedOf } from './identity.js';
import { compareEvents } from './order.js';
import { RULES, type Rules } from './rules.js';
import { recordIdOf, type StreamFacts } from './streamFacts.js';
import { timedEvents, type TimedDialogEvent, type TimedEvent, type TimedRecordEvent } from './timedEvent.js';

/** The documents of one stream. */
export interface StreamView {
  readonly calls: readonly CallView[];
  /** Null for a stream that is no record's, or of whose record nothing is known. */
  readonly record: RecordView | null;
}

type Elsewhere = Extract<LinkEvent, { type: 'DialogBelongsElsewhere' }>;

const isRecordEvent = (event: TimedEvent): event is TimedRecordEvent => event.type === 'RecordEvent';
const isDialogEvent = (event: TimedEvent): event is TimedDialogEvent => event.type !== 'RecordEvent';

const dialogsOf = (events: readonly TimedDialogEvent[]): Dialog[] => {
  const byDialog = new Map<string, TimedDialogEvent[]>();
  for (const event of events) {
    const known = byDialog.get(event.dialog);
    if (known === undefined) byDialog.set(event.dialog, [event]);
    else known.push(event);
  }
  return [...byDialog].map(([uuid, ofDialog]) => dialogOf(uuid, ofDialog));
};

/**
 * Whether two records claim a call: its own events name another record, or a dialog of it is tied to one that belongs to another record
 * (docs/linking.md#conflicts-between-records).
 */
const conflictFinder = (recordId: string | null, elsewhere: readonly Elsewhere[]) => {
  const tied = new Set(elsewhere.map(({ tiedTo }) => tiedTo));
  const namesAnother = (event: TimedDialogEvent): boolean => event.recordId !== null && event.recordId !== recordId;
  return (dialogs: readonly Dialog[]): boolean =>
    recordId !== null && dialogs.some(({ uuid, events }) => tied.has(uuid) || events.some(namesAnother));
};

const closedAt = (events: readonly TimedRecordEvent[]): number | null =>
  events.reduce<number | null>(
    (last, { closesRecord, time }) => (closesRecord ? Math.max(last ?? time, time) : last),
    null,
  );

const recordViewOf = (id: string | null, unordered: readonly TimedEvent[]): RecordView | null => {
  if (id === null || unordered.length === 0) return null;
  const events = [...unordered].sort(compareEvents);
  const own = events.filter(isRecordEvent);
  const latestFirst = events.map((event) => event.snapshot).reverse();
  const closed = closedAt(own);
  return {
    id,
    campaign: namedOf(firstKnown(latestFirst, (snapshot) => snapshot.campaign)),
    project: namedOf(firstKnown(latestFirst, (snapshot) => snapshot.dataProject)),
    platformState: own.findLast((event) => event.platformState !== null)?.platformState ?? null,
    closedAt: closed === null ? null : isoSeconds(closed),
  };
};

const compareByStart = (a: CallView, b: CallView): number => {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
};

/** Attempts are numbered by (startedAt, id) within the record. */
const numberAttempts = (calls: readonly CallView[]): CallView[] =>
  [...calls]
    .sort(compareByStart)
    .map((call, i) => (call.attempt === null ? call : { ...call, attempt: { ...call.attempt, number: i + 1 } }));

/** The events of a dialog's stream that was linked stand in the stream it was linked to as well, and make the calls there. */
export const isLinkedElsewhere = ({ kind, links }: StreamFacts): boolean =>
  kind === 'dialog' && [...links.values()].some(({ type }) => type === 'DialogLinked');

/**
 * The calls and the record that a stream's facts amount to. Pure, and without a clock: what depends on the time of reading is added
 * by `presentCall`.
 */
export const toView = (facts: StreamFacts, rules: Rules = RULES): StreamView => {
  if (isLinkedElsewhere(facts)) return { calls: [], record: null };
  const links = [...facts.links.values()];
  const elsewhere = links.filter((link) => link.type === 'DialogBelongsElsewhere');
  const dialogsElsewhere = new Set(elsewhere.map((link) => link.dialog));
  const events = timedEvents(facts, rules);
  const own = dialogsOf(events.filter(isDialogEvent).filter(({ dialog }) => !dialogsElsewhere.has(dialog)));
  const recordId = recordIdOf(facts);
  const context: StreamContext = {
    recordId,
    recordClosedAt: closedAt(events.filter(isRecordEvent).filter((event) => event.recordId === recordId)),
    inDialogStream: facts.kind === 'dialog',
    inConflict: conflictFinder(recordId, elsewhere),
  };
  return {
    calls: numberAttempts(groupDialogs(own).map((group) => viewOf(group, context, rules))),
    record: recordViewOf(
      recordId,
      events.filter((event) => event.recordId === recordId),
    ),
  };
};
