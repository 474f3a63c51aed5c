import type { AnyBulkWriteOperation, ClientSession, Document } from 'mongodb';
import { StoreUnavailable, type StreamDocuments } from '#ports';
import { groupBy } from '#domain';
import { callDocument, removalMarker, type CallDocument } from './callDocument.js';
import { ALL_AT_ONCE, type GenerationCollections, type StreamDocument } from './collections.js';
import { isDuplicateKey, writingDocuments } from './mongoErrors.js';

/** What is read of a stored call before it is written, to see whether its content changes. */
type StoredCallState = Pick<CallDocument, '_id' | 'hash'> & {
  readonly call?: Pick<NonNullable<CallDocument['call']>, 'source' | 'project'>;
};

interface StoredStreamState {
  /** Null: the stream is not stored. */
  readonly revision: number | null;
  /** Its calls, and the markers of removed ones. */
  readonly calls: readonly StoredCallState[];
}

const NOT_STORED: StoredStreamState = { revision: null, calls: [] };

/** The writes that a transaction makes. */
interface Plan {
  readonly calls: AnyBulkWriteOperation<CallDocument>[];
  readonly streams: AnyBulkWriteOperation<StreamDocument>[];
}

const planCalls = (plan: Plan, next: StreamDocuments, stored: StoredStreamState): void => {
  const vanished = new Map(stored.calls.map((one) => [one._id.id, one]));
  for (const call of next.calls) {
    const document = callDocument(next, call);
    const { _id, hash } = document;
    const former = vanished.get(_id.id);
    vanished.delete(_id.id);
    if (former === undefined) plan.calls.push({ insertOne: { document } });
    else if (former.hash !== hash) plan.calls.push({ replaceOne: { filter: { _id }, replacement: document } });
  }
  for (const { _id, call } of vanished.values()) {
    if (call === undefined) continue;
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

const readStored = async (
  { calls, streams }: GenerationCollections,
  names: readonly string[],
  session: ClientSession,
): Promise<ReadonlyMap<string, StoredStreamState>> => {
  const options = { session, batchSize: ALL_AT_ONCE };
  const states = await streams
    .find({ _id: { $in: [...names] } }, options)
    .project<Pick<StreamDocument, '_id' | 'revision'>>({ revision: 1 })
    .toArray();
  if (states.length === 0) return new Map();
  const found = await calls
    .find({ '_id.stream': { $in: states.map(({ _id }) => _id) } } as Document, options)
    .project<StoredCallState>({ hash: 1, 'call.source': 1, 'call.project': 1 })
    .toArray();
  const callsOf = groupBy(found, ({ _id }) => _id.stream);
  return new Map(states.map(({ _id, revision }) => [_id, { revision, calls: callsOf.get(_id) ?? [] }]));
};

/**
 * Sorted into one command for inserts and one for the rest, each of which ends at its first error. A command after a failed one would meet
 * a transaction that the server has ended, and its error would hide the one that names the documents.
 */
const insertsFirst = <D extends Document>(writes: readonly AnyBulkWriteOperation<D>[]): AnyBulkWriteOperation<D>[] => [
  ...writes.filter((write) => 'insertOne' in write),
  ...writes.filter((write) => !('insertOne' in write)),
];

/**
 * Writes the streams first: of two transactions that write one stream, the server then ends the later one, whatever calls they write.
 * @throws StoreUnavailable another worker writes one of these streams
 * @throws DocumentRefused
 */
const write = async ({ calls, streams }: GenerationCollections, plan: Plan, session: ClientSession): Promise<void> => {
  const options = { session, ordered: true };
  await writingDocuments(async () => {
    try {
      if (plan.streams.length > 0) await streams.bulkWrite(insertsFirst(plan.streams), options);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new StoreUnavailable('MongoDB: another worker writes the documents of the same streams', { cause: error });
    }
    if (plan.calls.length > 0) await calls.bulkWrite(insertsFirst(plan.calls), options);
  });
};

const planAll = (documents: readonly StreamDocuments[], stored: ReadonlyMap<string, StoredStreamState>): Plan => {
  const plan: Plan = { calls: [], streams: [] };
  for (const next of documents) planStream(plan, next, stored.get(next.stream) ?? NOT_STORED);
  return plan;
};

/** Writes the documents of every stream that is stored at a lower revision or not at all. To be called in a transaction. */
export const storeDocuments = async (
  collections: GenerationCollections,
  documents: readonly StreamDocuments[],
  session: ClientSession,
): Promise<void> => {
  const names = documents.map(({ stream }) => stream);
  const stored = await readStored(collections, names, session);
  const fresh = documents.filter(({ stream, revision }) => (stored.get(stream)?.revision ?? -1) < revision);
  await write(collections, planAll(fresh, stored), session);
};

/** Writes the states of one stream, one after the other, if it is stored at `storedRevision`. To be called in a transaction. */
export const replaceStream = async (
  collections: GenerationCollections,
  states: readonly StreamDocuments[],
  storedRevision: number | null,
  session: ClientSession,
): Promise<boolean> => {
  for (const [place, next] of states.entries()) {
    const stored = await readStored(collections, [next.stream], session);
    if (place === 0 && (stored.get(next.stream)?.revision ?? null) !== storedRevision) return false;
    await write(collections, planAll([next], stored), session);
  }
  return true;
};
