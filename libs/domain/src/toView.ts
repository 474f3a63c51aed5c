import type { CallView, RecordView } from './call.js';
import type { CallEvent, DialogEvent, LinkEvent, RecordEvent } from './callEvent.js';
import { viewOf, type StreamContext } from './callView.js';
import { dialogOf, type Dialog } from './dialog.js';
import { isoSeconds } from './eventTime.js';
import { groupBy } from './groupBy.js';
import { groupDialogs, type DialogGroup } from './grouping.js';
import { namedOf } from './identity.js';
import { Kept } from './kept.js';
import { compareEvents } from './order.js';
import { RULES, type Rules } from './rules.js';
import { recordIdOf, type StreamFacts } from './streamFacts.js';
import { withTime, type TimedDialogEvent, type TimedEvent, type TimedRecordEvent } from './timedEvent.js';

/** The documents of one stream. */
export interface StreamView {
  readonly calls: readonly CallView[];
  /** Null for a stream that is no record's, or of whose record nothing is known. */
  readonly record: RecordView | null;
}

type Elsewhere = Extract<LinkEvent, { type: 'DialogBelongsElsewhere' }>;

/** What has been made of a stream's dialogs and calls. Whoever gives it to `toView` again pays only for what has changed since. */
export interface KeptView {
  readonly dialogs: Kept<Dialog>;
  readonly calls: Kept<CallView>;
  /** The calls with the numbers of their attempts. */
  readonly numbered: Kept<CallView>;
}
export const newKeptView = (): KeptView => ({ dialogs: new Kept(), calls: new Kept(), numbered: new Kept() });

const isRecordEvent = (event: CallEvent): event is RecordEvent => event.type === 'RecordEvent';
const isDialogEvent = (event: CallEvent): event is DialogEvent => event.type !== 'RecordEvent';

/** Every dialog seen in the stream. */
const dialogsOf = (events: readonly DialogEvent[], rules: Rules, kept: KeptView): Dialog[] =>
  [...groupBy(events, ({ dialog }) => dialog)].map(([uuid, ofDialog]) =>
    kept.dialogs.of(uuid, [rules, ...ofDialog], () =>
      dialogOf(
        uuid,
        ofDialog.map((event) => withTime(event, rules)),
      ),
    ),
  );

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

/** What the last event says that says anything of it. The events are not sorted: a record may have ten thousand. */
const lastKnown = <Event extends TimedEvent, Value>(
  events: readonly Event[],
  read: (event: Event) => Value | null,
): Value | null => {
  let last: Event | null = null;
  let known: Value | null = null;
  for (const event of events) {
    const value = read(event);
    if (value === null || (last !== null && compareEvents(event, last) < 0)) continue;
    [last, known] = [event, value];
  }
  return known;
};

const recordViewOf = (id: string | null, events: readonly TimedEvent[]): RecordView | null => {
  if (id === null || events.length === 0) return null;
  const own = events.filter((event) => event.type === 'RecordEvent');
  const closed = closedAt(own);
  return {
    id,
    campaign: namedOf(lastKnown(events, ({ snapshot }) => snapshot.campaign)),
    project: namedOf(lastKnown(events, ({ snapshot }) => snapshot.dataProject)),
    platformState: lastKnown(own, ({ platformState }) => platformState),
    closedAt: closed === null ? null : isoSeconds(closed),
  };
};

const compareByStart = (a: CallView, b: CallView): number => {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
};

/** Attempts are numbered by (startedAt, id) within the record. */
const numberAttempts = (calls: readonly CallView[], kept: KeptView): CallView[] =>
  [...calls].sort(compareByStart).map((call, i) => {
    const { attempt } = call;
    if (attempt === null) return call;
    return kept.numbered.of(call.id, [call, i], () => ({ ...call, attempt: { ...attempt, number: i + 1 } }));
  });

/** The events of a dialog's stream that was linked stand in the stream it was linked to as well, and make the calls there. */
export const isLinkedElsewhere = ({ kind, links }: StreamFacts): boolean =>
  kind === 'dialog' && [...links.values()].some(({ type }) => type === 'DialogLinked');

/**
 * The calls and the record that a stream's facts amount to. Pure, and without a clock: what depends on the time of reading is added
 * by `presentCall`. The view is the same whatever is kept: what was made of the very same events is only not made again, and a call that is
 * as it was is the same object.
 */
export const toView = (facts: StreamFacts, rules: Rules = RULES, kept: KeptView = newKeptView()): StreamView => {
  if (isLinkedElsewhere(facts)) return { calls: [], record: null };
  const links = [...facts.links.values()];
  const elsewhere = links.filter((link) => link.type === 'DialogBelongsElsewhere');
  const dialogsElsewhere = new Set(elsewhere.map((link) => link.dialog));
  const events = [...facts.events.values()];
  const dialogs = dialogsOf(events.filter(isDialogEvent), rules, kept);
  const ofRecord = events.filter(isRecordEvent).map((event) => withTime(event, rules));
  const recordId = recordIdOf(facts);
  const stream: StreamContext = {
    recordId,
    recordClosedAt: closedAt(ofRecord.filter((event) => event.recordId === recordId)),
    inDialogStream: facts.kind === 'dialog',
  };
  const isInConflict = conflictFinder(recordId, elsewhere);
  const callOf = (group: DialogGroup): CallView => {
    const conflict = isInConflict(group.dialogs);
    const { recordClosedAt, inDialogStream } = stream;
    const parts = [rules, recordId, recordClosedAt, inDialogStream, conflict, group.staleLink, ...group.dialogs];
    return kept.calls.of(group.id, parts, () => viewOf(group, stream, conflict, rules));
  };
  const own = dialogs.filter(({ uuid }) => !dialogsElsewhere.has(uuid));
  const naming = [...ofRecord, ...dialogs.flatMap((dialog) => dialog.events)];
  return {
    calls: numberAttempts(groupDialogs(own).map(callOf), kept),
    record: recordViewOf(
      recordId,
      naming.filter((event) => event.recordId === recordId),
    ),
  };
};
