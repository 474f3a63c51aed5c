import type { Filter } from 'mongodb';
import { groupBy, type StoredCall } from '#domain';
import type { StoredStream, StreamPage } from '#ports';
import { callsOfStreams, storedCall, type CallDocument } from './callDocument.js';
import { ALL_AT_ONCE, type GenerationCollections, type StreamDocument } from './collections.js';
import type { GenerationStore } from './methods.js';
import { inTransaction } from './transaction.js';
import { ACKNOWLEDGED } from './writeConcerns.js';

const compareIds = (one: StoredCall, other: StoredCall): number => (one.id < other.id ? -1 : 1);

type StreamState = Pick<StreamDocument, '_id' | 'revision' | 'position'>;

/** The streams that the filter finds, as far as `limit`, with their calls: in one transaction, so that both are of one moment. */
const readStreams = (
  store: GenerationStore,
  filter: Filter<StreamDocument>,
  limit: number,
  callsOf: (names: readonly string[]) => Filter<CallDocument>,
): Promise<StoredStream[]> =>
  inTransaction(store.client, ACKNOWLEDGED, async (session) => {
    const states = await store.streams
      .find(filter, { session, limit, batchSize: ALL_AT_ONCE })
      .project<StreamState>({ revision: 1, position: 1 })
      .sort({ _id: 1 })
      .toArray();
    if (states.length === 0) return [];
    const asked = { $and: [callsOf(states.map(({ _id }) => _id)), { call: { $exists: true } }] };
    const found = await store.calls.find(asked, { session, batchSize: ALL_AT_ONCE }).toArray();
    const calls = groupBy(found, ({ _id }) => _id.stream);
    return states.map(({ _id: stream, revision, position }) => ({
      stream,
      revision,
      position,
      calls: (calls.get(stream) ?? []).map(storedCall).sort(compareIds),
    }));
  });

/** Of the streams of a page, between whose names no other stream's name stands. */
const callsBetween = (names: readonly string[]): Filter<CallDocument> =>
  callsOfStreams(names[0] ?? '', names.at(-1) ?? '');

const callsOfEach = (names: readonly string[]): Filter<CallDocument> => ({
  $or: names.map((name) => callsOfStreams(name, name)),
});

/** The part of StoredDocuments of #ports that reads streams. */
export const storedStreams = {
  storedStreams: (store: GenerationStore, { after, limit }: StreamPage) =>
    readStreams(store, { _id: { $gt: after ?? '' } }, limit, callsBetween),

  storedStreamsNamed: (store: GenerationStore, names: readonly string[]) =>
    readStreams(store, { _id: { $in: [...names] } }, Math.max(1, names.length), callsOfEach),

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
