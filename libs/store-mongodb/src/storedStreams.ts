import type { ClientSession, Document, Filter } from 'mongodb';
import { groupBy, type StoredCall } from '#domain';
import type { StoredStream, StreamPage } from '#ports';
import { storedCall, type CallDocument } from './callDocument.js';
import { ALL_AT_ONCE, type GenerationCollections, type StreamDocument } from './collections.js';
import type { GenerationStore } from './methods.js';
import { inTransaction } from './transaction.js';

const compareIds = (one: StoredCall, other: StoredCall): number => (one.id < other.id ? -1 : 1);

const callsOf = async (
  { calls }: GenerationCollections,
  names: readonly string[],
  session: ClientSession,
): Promise<ReadonlyMap<string, readonly CallDocument[]>> => {
  const ofThem = { '_id.stream': { $in: names }, call: { $exists: true } } as Document;
  const found = await calls.find(ofThem, { session, batchSize: ALL_AT_ONCE }).toArray();
  return groupBy(found, ({ _id }) => _id.stream);
};

/** The streams that the filter finds, as far as `limit`, with their calls: in one transaction, so that both are of one moment. */
const readStreams = (store: GenerationStore, filter: Filter<StreamDocument>, limit: number): Promise<StoredStream[]> =>
  inTransaction(store.client, async (session) => {
    const states = await store.streams
      .find(filter, { session, limit, batchSize: ALL_AT_ONCE })
      .project<Pick<StreamDocument, '_id' | 'revision' | 'position'>>({ revision: 1, position: 1 })
      .sort({ _id: 1 })
      .toArray();
    const names = states.map(({ _id }) => _id);
    const calls = await callsOf(store, names, session);
    return states.map(({ _id: stream, revision, position }) => ({
      stream,
      revision,
      position,
      calls: (calls.get(stream) ?? []).map(storedCall).sort(compareIds),
    }));
  });

/** The part of StoredDocuments of #ports that reads streams. */
export const storedStreams = {
  storedStreams: (store: GenerationStore, { after, limit }: StreamPage) =>
    readStreams(store, { _id: { $gt: after ?? '' } }, limit),

  storedStreamsNamed: (store: GenerationStore, names: readonly string[]) =>
    readStreams(store, { _id: { $in: [...names] } }, Math.max(1, names.length)),

  storedRevisions: async (
    { streams }: GenerationCollections,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, number>> => {
    const found = await streams
      .find({ _id: { $in: [...names] } }, { batchSize: ALL_AT_ONCE })
      .project<Pick<StreamDocument, '_id' | 'revision'>>({ revision: 1 })
      .toArray();
    return new Map(found.map(({ _id, revision }) => [_id, revision]));
  },
};
