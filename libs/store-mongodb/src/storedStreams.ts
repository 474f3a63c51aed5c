import type { ClientSession, Document, Filter } from 'mongodb';
import type { StoredCall } from '#domain';
import type { StoredStream, StreamPage } from '#ports';
import { storedCall, type CallDocument } from './callDocument.js';
import { FORGOTTEN, type GenerationCollections, type StreamDocument } from './collections.js';

/** How often it is looked again for streams that are just being written; longer, and their put was cut off. */
const MOST_ROUNDS = 10;
/** What a stream of which a put was cut off stands at until it is repeated: no other generation has it at this revision. */
const CUT_OFF = -1;

const ALL_AT_ONCE = 10_000;

type Session = { readonly session?: ClientSession };
type StreamState = Pick<StreamDocument, '_id' | 'revision' | 'position'>;

const compareIds = (one: StoredCall, other: StoredCall): number => (one.id < other.id ? -1 : 1);

/** A put writes the calls before their stream: none is ahead of it unless one is under way. */
const isWhole = ({ revision }: StreamState, calls: readonly CallDocument[]): boolean =>
  calls.every(({ seen }) => seen <= revision);

const storedStream = ({ _id, revision, position }: StreamState, calls: readonly CallDocument[]): StoredStream => ({
  stream: _id,
  revision: isWhole({ _id, revision, position }, calls) ? revision : CUT_OFF,
  position,
  calls: calls
    .filter(({ call }) => call !== undefined)
    .map(storedCall)
    .sort(compareIds),
});

const callsOf = async (
  { calls }: GenerationCollections,
  names: readonly string[],
  session: Session,
): Promise<ReadonlyMap<string, readonly CallDocument[]>> => {
  const found = await calls
    .find({ '_id.stream': { $in: names } } as Document, { ...session, batchSize: ALL_AT_ONCE })
    .toArray();
  const byStream = new Map<string, CallDocument[]>(names.map((name) => [name, []]));
  for (const call of found) byStream.get(call._id.stream)?.push(call);
  return byStream;
};

/** The streams that the filter finds, as far as `limit`. */
const readOnce = async (
  collections: GenerationCollections,
  filter: Filter<StreamDocument>,
  limit: number,
  session: Session,
): Promise<StoredStream[]> => {
  const states = await collections.streams
    .find({ $and: [{ revision: { $gt: FORGOTTEN } }, filter] }, { ...session, limit, batchSize: ALL_AT_ONCE })
    .project<StreamState>({ revision: 1, position: 1 })
    .sort({ _id: 1 })
    .toArray();
  const names = states.map(({ _id }) => _id);
  const calls = await callsOf(collections, names, session);
  return states.map((state) => storedStream(state, calls.get(state._id) ?? []));
};

/**
 * Streams with their calls. In a transaction (`session`) both are of one moment; else a put may come between, and what it was writing is
 * read again.
 */
const readStreams = async (
  collections: GenerationCollections,
  filter: Filter<StreamDocument>,
  limit: number,
  session?: ClientSession,
): Promise<StoredStream[]> => {
  const options = session === undefined ? {} : { session };
  let found = await readOnce(collections, filter, limit, options);
  for (let round = 1; round < MOST_ROUNDS; round += 1) {
    const torn = found.filter(({ revision }) => revision === CUT_OFF).map(({ stream }) => stream);
    if (torn.length === 0) break;
    const again = await readOnce(collections, { _id: { $in: torn } }, torn.length, options);
    const byName = new Map(again.map((one) => [one.stream, one]));
    found = found.map((one) => byName.get(one.stream) ?? one);
  }
  return found;
};

export const pageOfStreams = (
  collections: GenerationCollections,
  { after, limit }: StreamPage,
  session?: ClientSession,
): Promise<StoredStream[]> => readStreams(collections, after === null ? {} : { _id: { $gt: after } }, limit, session);

export const streamsNamed = (
  collections: GenerationCollections,
  names: readonly string[],
  session?: ClientSession,
): Promise<StoredStream[]> =>
  readStreams(collections, { _id: { $in: [...names] } }, Math.max(1, names.length), session);

/** A put that was cut off half-way has not moved its stream yet: what is told here is whole. */
export const revisionsOf = async (
  { streams }: GenerationCollections,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const found = await streams
    .find({ _id: { $in: [...names] }, revision: { $gt: FORGOTTEN } }, { batchSize: ALL_AT_ONCE })
    .project<Pick<StreamDocument, '_id' | 'revision'>>({ revision: 1 })
    .toArray();
  return new Map(found.map(({ _id, revision }) => [_id, revision]));
};

/**
 * Calls first: a stream that may be put again, while its calls still stand where they were, would keep them. Their content stays, to be
 * compared with that of the next put.
 */
export const forgetStreams = async (
  { calls, streams }: GenerationCollections,
  names: readonly string[],
  session?: ClientSession,
): Promise<void> => {
  const options = session === undefined ? {} : { session };
  const ofThem = { '_id.stream': { $in: names } } as Filter<CallDocument>;
  await calls.updateMany(ofThem, { $set: { seen: FORGOTTEN } }, options);
  const known = { _id: { $in: [...names] }, revision: { $gt: FORGOTTEN } };
  await streams.updateMany(known, [{ $set: { forgotten: '$revision', revision: FORGOTTEN } }], options);
};
