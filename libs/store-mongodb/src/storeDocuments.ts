import type { AnyBulkWriteOperation, ClientSession, Document } from 'mongodb';
import { groupBy, hourOf } from '#domain';
import { StoreUnavailable, type StreamDocuments } from '#ports';
import { callDocument, callsOfStreams, removalMarker, type CallDocument } from './callDocument.js';
import { ALL_AT_ONCE, type GenerationCollections, type MarkDocument, type StreamDocument } from './collections.js';
import { isDuplicateKey, writingDocuments } from './mongoErrors.js';

/** What is read of a stored call before it is written, to see whether its content changes. */
type StoredCallState = Pick<CallDocument, '_id' | 'hash'> & {
  readonly call?: Pick<NonNullable<CallDocument['call']>, 'source' | 'project' | 'startedAt'>;
};

interface StoredStreamState {
  /** Null: the stream is not stored. */
  readonly revision: number | null;
  /** Its calls, and the markers of removed ones; where `changes` of its documents apply, of those that they name. */
  readonly calls: readonly StoredCallState[];
  readonly changesApply: boolean;
}

const NOT_STORED: StoredStreamState = { revision: null, calls: [], changesApply: false };

/** The writes that a transaction makes. */
interface Plan {
  readonly calls: AnyBulkWriteOperation<CallDocument>[];
  readonly streams: AnyBulkWriteOperation<StreamDocument>[];
  /** In which the calls started that are written or removed. */
  readonly hours: Set<number>;
}

const planCalls = (plan: Plan, next: StreamDocuments, stored: StoredStreamState): void => {
  const vanished = new Map(stored.calls.map((one) => [one._id.id, one]));
  const { calls } = stored.changesApply ? (next.changes ?? next) : next;
  for (const call of calls) {
    const document = callDocument(next, call);
    const { _id, hash } = document;
    const former = vanished.get(_id.id);
    vanished.delete(_id.id);
    if (former?.hash === hash) continue;
    for (const { startedAt } of [call, former?.call ?? call]) plan.hours.add(hourOf(startedAt));
    if (former === undefined) plan.calls.push({ insertOne: { document } });
    else plan.calls.push({ replaceOne: { filter: { _id }, replacement: document } });
  }
  for (const { _id, call } of vanished.values()) {
    if (call === undefined) continue;
    plan.hours.add(hourOf(call.startedAt));
    const replacement = removalMarker(next, _id, { source: call.source, project: call.project });
    plan.calls.push({ replaceOne: { filter: { _id }, replacement } });
  }
};

/** A poisoned stream keeps its calls and its record. */
const planStream = (plan: Plan, next: StreamDocuments, stored: StoredStreamState): void => {
  const { stream: _id, revision, position, record, poison = null } = next;
  if (poison === null) planCalls(plan, next, stored);
  const state = { revision, position, poison };
  if (stored.revision === null) {
    plan.streams.push({ insertOne: { document: { _id, ...state, record: poison === null ? record : null } } });
  } else {
    const $set = poison === null ? { ...state, record } : state;
    plan.streams.push({ updateOne: { filter: { _id }, update: { $set } } });
  }
};

type StoredStream = Pick<StreamDocument, '_id' | 'revision' | 'poison'>;

/** Whether all calls that `changes` leaves out are stored as they are. */
const changesApply = ({ changes }: StreamDocuments, stored: StoredStream | undefined): boolean =>
  changes !== undefined && changes.since === stored?.revision && stored.poison === null;

/** The keys of the calls that have changed. */
const named = ({ stream, changes }: StreamDocuments): CallDocument['_id'][] =>
  [...(changes?.calls.map(({ id }) => id) ?? []), ...(changes?.removed ?? [])].map((id) => ({ stream, id }));

const readStored = async (
  { calls, streams }: GenerationCollections,
  documents: readonly StreamDocuments[],
  session: ClientSession,
): Promise<ReadonlyMap<string, StoredStreamState>> => {
  const options = { session, batchSize: ALL_AT_ONCE };
  const states = await streams
    .find({ _id: { $in: documents.map(({ stream }) => stream) } }, options)
    .project<StoredStream>({ revision: 1, poison: 1 })
    .toArray();
  if (states.length === 0) return new Map();
  const stateOf = new Map(states.map((state) => [state._id, state]));
  const applying = documents.filter((next) => changesApply(next, stateOf.get(next.stream)));
  const inPart = new Set(applying.map(({ stream }) => stream));
  const whole = [...stateOf.keys()].filter((stream) => !inPart.has(stream));
  const asked = [{ _id: { $in: applying.flatMap(named) } }, ...whole.map((stream) => callsOfStreams(stream, stream))];
  const found = await calls
    .find({ $or: asked }, options)
    .project<StoredCallState>({ hash: 1, 'call.source': 1, 'call.project': 1, 'call.startedAt': 1 })
    .toArray();
  const callsOf = groupBy(found, ({ _id }) => _id.stream);
  const ofStream = ({ _id, revision }: StoredStream): StoredStreamState => ({
    revision,
    calls: callsOf.get(_id) ?? [],
    changesApply: inPart.has(_id),
  });
  return new Map(states.map((state) => [state._id, ofStream(state)]));
};

/**
 * Sorted into one command for inserts and one for the rest, each of which ends at its first error. A command after a failed one would meet
 * a transaction that the server has ended, and its error would hide the one that names the documents.
 */
const insertsFirst = <D extends Document>(writes: readonly AnyBulkWriteOperation<D>[]): AnyBulkWriteOperation<D>[] => [
  ...writes.filter((write) => 'insertOne' in write),
  ...writes.filter((write) => !('insertOne' in write)),
];

const unsealed = (hours: ReadonlySet<number>, worker: string): AnyBulkWriteOperation<MarkDocument>[] =>
  [...hours].map((hour) => {
    const update = { $set: { changedAt: Date.now(), format: 0 } };
    return { updateOne: { filter: { _id: { hour, worker } }, update, upsert: true } };
  });

/** In which transaction documents are written, and by which worker. */
interface Writing {
  readonly session: ClientSession;
  readonly worker: string;
}

/**
 * Writes the streams first: of two transactions that write one stream, the server then ends the later one, whatever calls they write.
 * @throws StoreUnavailable another worker writes one of these streams
 * @throws DocumentRefused
 */
const write = async (
  { calls, streams, marks }: GenerationCollections,
  plan: Plan,
  { session, worker }: Writing,
): Promise<void> => {
  const options = { session, ordered: true };
  await writingDocuments(async () => {
    try {
      if (plan.streams.length > 0) await streams.bulkWrite(insertsFirst(plan.streams), options);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new StoreUnavailable('MongoDB: another worker writes the documents of the same streams', { cause: error });
    }
    if (plan.hours.size > 0) await marks.bulkWrite(unsealed(plan.hours, worker), options);
    if (plan.calls.length > 0) await calls.bulkWrite(insertsFirst(plan.calls), options);
  });
};

const planAll = (documents: readonly StreamDocuments[], stored: ReadonlyMap<string, StoredStreamState>): Plan => {
  const plan: Plan = { calls: [], streams: [], hours: new Set() };
  for (const next of documents) planStream(plan, next, stored.get(next.stream) ?? NOT_STORED);
  return plan;
};

/** Writes the documents of every stream that is stored at a lower revision or not at all. To be called in a transaction. */
export const storeDocuments = async (
  collections: GenerationCollections,
  documents: readonly StreamDocuments[],
  writing: Writing,
): Promise<void> => {
  const stored = await readStored(collections, documents, writing.session);
  const fresh = documents.filter(({ stream, revision }) => (stored.get(stream)?.revision ?? -1) < revision);
  await write(collections, planAll(fresh, stored), writing);
};

/** Writes the states of one stream, one after the other, if it is stored at `storedRevision`. To be called in a transaction. */
export const replaceStream = async (
  collections: GenerationCollections,
  states: readonly StreamDocuments[],
  storedRevision: number | null,
  writing: Writing,
): Promise<boolean> => {
  for (const [place, next] of states.entries()) {
    const stored = await readStored(collections, [next], writing.session);
    if (place === 0 && (stored.get(next.stream)?.revision ?? null) !== storedRevision) return false;
    await write(collections, planAll([next], stored), writing);
  }
  return true;
};
