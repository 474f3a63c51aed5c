import type { ClientSession, Document, Filter } from 'mongodb';
import type { StoredCall } from '#domain';
import type { StoredStream, StreamPage } from '#ports';
import { groupByStream, storedCall, type CallDocument } from './callDocument.js';
import type { GenerationCollections, StreamDocument } from './collections.js';

const ALL_AT_ONCE = 10_000;

const compareIds = (one: StoredCall, other: StoredCall): number => (one.id < other.id ? -1 : 1);

const callsOf = async (
  { calls }: GenerationCollections,
  names: readonly string[],
  session: ClientSession,
): Promise<ReadonlyMap<string, readonly CallDocument[]>> => {
  const ofThem = { '_id.stream': { $in: names }, call: { $exists: true } } as Document;
  const found = await calls.find(ofThem, { session, batchSize: ALL_AT_ONCE }).toArray();
  return groupByStream(found);
};

/** The streams that the filter finds, as far as `limit`, with their calls. In a transaction both are of one moment. */
const readStreams = async (
  collections: GenerationCollections,
  filter: Filter<StreamDocument>,
  limit: number,
  session: ClientSession,
): Promise<StoredStream[]> => {
  const states = await collections.streams
    .find(filter, { session, limit, batchSize: ALL_AT_ONCE })
    .project<Pick<StreamDocument, '_id' | 'revision' | 'position'>>({ revision: 1, position: 1 })
    .sort({ _id: 1 })
    .toArray();
  const names = states.map(({ _id }) => _id);
  const calls = await callsOf(collections, names, session);
  return states.map(({ _id: stream, revision, position }) => ({
    stream,
    revision,
    position,
    calls: (calls.get(stream) ?? []).map(storedCall).sort(compareIds),
  }));
};

export const pageOfStreams = (
  collections: GenerationCollections,
  { after, limit }: StreamPage,
  session: ClientSession,
): Promise<StoredStream[]> => readStreams(collections, after === null ? {} : { _id: { $gt: after } }, limit, session);

export const streamsNamed = (
  collections: GenerationCollections,
  names: readonly string[],
  session: ClientSession,
): Promise<StoredStream[]> =>
  readStreams(collections, { _id: { $in: [...names] } }, Math.max(1, names.length), session);

export const revisionsOf = async (
  { streams }: GenerationCollections,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const found = await streams
    .find({ _id: { $in: [...names] } }, { batchSize: ALL_AT_ONCE })
    .project<Pick<StreamDocument, '_id' | 'revision'>>({ revision: 1 })
    .toArray();
  return new Map(found.map(({ _id, revision }) => [_id, revision]));
};
