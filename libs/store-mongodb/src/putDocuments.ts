import type { AnyBulkWriteOperation, BulkWriteOptions, ClientSession, Collection, Document } from 'mongodb';
import { StoreUnavailable, type PutResult, type StreamDocuments } from '#ports';
import { callDocument, removalMarker, type CallDocument } from './callDocument.js';
import type { GenerationCollections, StreamDocument } from './collections.js';
import { isDuplicateKey } from './mongoErrors.js';

type Counts = { -readonly [Name in keyof PutResult]: PutResult[Name] };
type CallWrite = AnyBulkWriteOperation<CallDocument>;
type StreamWrite = AnyBulkWriteOperation<StreamDocument>;

/** How far a stream has come, and what of its calls decides what is to be written. */
interface StoredStream {
  readonly state: Pick<StreamDocument, '_id' | 'revision' | 'position' | 'calls'> | null;
  readonly calls: readonly StoredCallState[];
}
type StoredCallState = Pick<CallDocument, '_id' | 'seen' | 'hash'> & {
  readonly call?: Pick<NonNullable<CallDocument['call']>, 'source' | 'project'>;
};

interface Plan {
  readonly calls: CallWrite[];
  readonly streams: StreamWrite[];
  readonly counts: Counts;
}

const isLive = ({ call }: StoredCallState): boolean => call !== undefined;

const visible = ({ call }: StoredCallState): Pick<NonNullable<CallDocument['call']>, 'source' | 'project'> => ({
  source: call?.source ?? '',
  project: call?.project ?? null,
});

/** Exactly what was read: no two versions of a document have the same `seen`. */
const asRead = ({ _id, seen }: StoredCallState): Pick<CallDocument, '_id' | 'seen'> => ({ _id, seen });

/** In place of what was read; in vain where another worker was quicker. */
const replace = (known: StoredCallState | undefined, replacement: CallDocument): CallWrite =>
  known === undefined
    ? { insertOne: { document: replacement } }
    : { replaceOne: { filter: asRead(known), replacement } };

/** Notes that an unchanged document is right up to this revision, too. Nobody sees it but a late writer, whom it stops. */
const touch = (known: StoredCallState, seen: number): CallWrite => ({
  updateOne: { filter: asRead(known), update: { $set: { seen } } },
});

const planCall = (plan: Plan, document: CallDocument, known: StoredCallState | undefined, alone: boolean): void => {
  const isAhead = known !== undefined && known.seen >= document.seen;
  if (known?.hash === document.hash || isAhead) {
    plan.counts.unchanged += 1;
    if (alone && !isAhead) plan.calls.push(touch(known, document.seen));
  } else {
    plan.counts.written += 1;
    plan.calls.push(replace(known, document));
  }
};

/** A document that is further than this revision stays: a put that was cut off on a standalone server has left it. */
const planCalls = (plan: Plan, next: StreamDocuments, stored: StoredStream, alone: boolean): void => {
  const vanished = new Map(stored.calls.map((one) => [one._id.id, one]));
  for (const call of next.calls) {
    planCall(plan, callDocument(next, call), vanished.get(call.id), alone);
    vanished.delete(call.id);
  }
  for (const one of vanished.values()) {
    if (!isLive(one) || one.seen >= next.revision) continue;
    plan.counts.removed += 1;
    plan.calls.push(replace(one, removalMarker(next, one._id, visible(one))));
  }
};

/** Moves the stream's own document by compare-and-set; a poisoned stream keeps its calls and its record. */
const streamWrite = (next: StreamDocuments, stored: StoredStream): StreamWrite => {
  const { stream, revision, position, record, poison = null } = next;
  const made = { calls: next.calls.map(({ id }) => id), record };
  if (stored.state === null) {
    const documents = poison === null ? made : { calls: [], record: null };
    return { insertOne: { document: { _id: stream, revision, position, poison, ...documents } } };
  }
  const $set = { revision, position, poison, ...(poison === null ? made : {}) };
  const update = { $set, $unset: { forgotten: '' } } as const;
  return { updateOne: { filter: { _id: stream, revision: stored.state.revision }, update } };
};

/**
 * What this worker wrote of a stream that another one had meanwhile taken as far or further: those of its documents which are not among
 * the other's are withdrawn.
 */
const planWithdrawal = (plan: Plan, own: StreamDocuments, { state, calls }: StoredStream): void => {
  if (state === null) return;
  const { _id: stream, revision, position } = state;
  for (const one of calls) {
    if (!isLive(one) || one.seen !== own.revision || state.calls.includes(one._id.id)) continue;
    plan.calls.push(replace(one, removalMarker({ stream, revision, position }, one._id, visible(one))));
  }
};

interface Round {
  /** There is no transaction that keeps other workers out. */
  readonly alone: boolean;
  readonly isFirst: boolean;
}

const planPut = (
  documents: readonly StreamDocuments[],
  stored: ReadonlyMap<string, StoredStream>,
  { alone, isFirst }: Round,
): Plan => {
  const plan: Plan = { calls: [], streams: [], counts: { seenAlready: 0, written: 0, removed: 0, unchanged: 0 } };
  for (const next of documents) {
    const ofStream = stored.get(next.stream) ?? { state: null, calls: [] };
    if (ofStream.state !== null && ofStream.state.revision >= next.revision) {
      plan.counts.seenAlready += 1;
      if (!isFirst) planWithdrawal(plan, next, ofStream);
      continue;
    }
    if (next.poison === undefined) planCalls(plan, next, ofStream, alone);
    plan.streams.push(streamWrite(next, ofStream));
  }
  return plan;
};

const CALL_STATE = { seen: 1, hash: 1, 'call.source': 1, 'call.project': 1 } as const;
const STREAM_STATE = { revision: 1, position: 1, calls: 1 } as const;

const readStored = async (
  { calls, streams }: GenerationCollections,
  names: readonly string[],
  session: { readonly session?: ClientSession },
): Promise<Map<string, StoredStream>> => {
  const batchSize = 10_000; // all in one answer
  const states = await streams
    .find({ _id: { $in: [...names] } }, { ...session, projection: STREAM_STATE, batchSize })
    .toArray();
  const found = (await calls
    .find({ '_id.stream': { $in: names } } as Document, { ...session, projection: CALL_STATE, batchSize })
    .toArray()) as StoredCallState[];
  const callsOf = new Map<string, StoredCallState[]>();
  for (const call of found) {
    const { stream } = call._id;
    const known = callsOf.get(stream);
    if (known === undefined) callsOf.set(stream, [call]);
    else known.push(call);
  }
  const stateOf = new Map(states.map((state) => [state._id, state]));
  const streamNames = new Set([...stateOf.keys(), ...callsOf.keys()]);
  return new Map(
    [...streamNames].map((name) => [name, { state: stateOf.get(name) ?? null, calls: callsOf.get(name) ?? [] }]),
  );
};

/** True when each write found what it expected. */
const writeAll = async <D extends Document>(
  collection: Collection<D>,
  writes: readonly AnyBulkWriteOperation<D>[],
  options: BulkWriteOptions,
): Promise<boolean> => {
  if (writes.length === 0) return true;
  try {
    const result = await collection.bulkWrite(writes, { ordered: false, ...options });
    return result.matchedCount + result.upsertedCount + result.insertedCount === writes.length;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // another worker's document is there already; that ends a transaction
    if (options.session === undefined) return false;
    throw new StoreUnavailable('MongoDB: another worker writes the same documents', { cause: error });
  }
};

/** A stream that stands in the batch twice counts with its higher revision. */
const latestOfEach = (documents: readonly StreamDocuments[]): StreamDocuments[] => {
  const latest = new Map<string, StreamDocuments>();
  for (const one of documents) {
    const known = latest.get(one.stream);
    if (known === undefined || known.revision < one.revision) latest.set(one.stream, one);
  }
  return [...latest.values()];
};

/** Above so many rounds there is no worker by mistake but a fault. */
const MOST_ROUNDS = 10;

/**
 * Writes the documents, each where the stored one is still what was read and of a lower revision. (An update with upsert and a pipeline
 * would need no read, but the set and the unchanged documents need one, and it costs the server twice as much.)
 *
 * Inside a transaction (`session`) the server keeps other workers out. On a standalone server the calls come first, then how far each stream
 * has come; where another worker has moved something meanwhile, it looks again, so that the highest revision's documents
 * are what stays, in whatever order two workers write.
 * @throws StoreUnavailable
 */
export const putDocuments = async (
  collections: GenerationCollections,
  documents: readonly StreamDocuments[],
  session?: ClientSession,
): Promise<PutResult> => {
  const latest = latestOfEach(documents);
  if (latest.length === 0) return { seenAlready: 0, written: 0, removed: 0, unchanged: 0 };
  const names = latest.map(({ stream }) => stream);
  const options = session === undefined ? {} : { session };
  let counts: PutResult | null = null;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const stored = await readStored(collections, names, options);
    const plan = planPut(latest, stored, { alone: session === undefined, isFirst: round === 0 });
    counts ??= { ...plan.counts, seenAlready: plan.counts.seenAlready + documents.length - latest.length };
    const asExpected =
      (await writeAll(collections.calls, plan.calls, options)) &&
      (await writeAll(collections.streams, plan.streams, options));
    if (asExpected) return counts;
  }
  throw new StoreUnavailable('MongoDB: other workers keep writing the documents of the same streams');
};
