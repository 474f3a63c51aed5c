import type { Filter } from 'mongodb';
import type { RecordView, StoredCall } from '#domain';
import type { PoisonedStream, StreamPage } from '#ports';
import { storedCall, type CallDocument } from './callDocument.js';
import type { GenerationCollections, StreamDocument } from './collections.js';

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The record's call comes first, then the one written later (ports, callOfDialog). */
const byPreference = (one: CallDocument, other: CallDocument): number => {
  const withoutRecord = ({ call }: CallDocument): number => (call?.recordId == null ? 1 : 0);
  return (
    withoutRecord(one) - withoutRecord(other) ||
    compareTexts(other.changedAt, one.changedAt) ||
    compareTexts(other.call?.startedAt ?? '', one.call?.startedAt ?? '')
  );
};

export const callOfDialog = async (
  { calls }: GenerationCollections,
  dialogUuid: string,
): Promise<StoredCall | null> => {
  const [first] = (await calls.find({ 'call.legs.dialogUuid': dialogUuid }).toArray()).sort(byPreference);
  return first === undefined ? null : storedCall(first);
};

export const recordWithCalls = async (
  { calls, streams }: GenerationCollections,
  recordId: string,
): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null> => {
  const stream = await streams.findOne({ 'record.id': recordId });
  const found = await calls
    .find({ 'call.recordId': recordId })
    .sort({ 'call.startedAt': 1, 'call.id': 1, '_id.stream': 1 })
    .toArray();
  const record = stream?.record ?? null;
  return record === null && found.length === 0 ? null : { record, calls: found.map(storedCall) };
};

const POISONED: Filter<StreamDocument> = { 'poison.at': { $exists: true } };

const poisonedWhere = async (
  { streams }: GenerationCollections,
  chosen: Filter<StreamDocument>,
  limit: number,
): Promise<PoisonedStream[]> => {
  const found = await streams
    .find({ ...POISONED, ...chosen }, { projection: { revision: 1, poison: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, revision, poison }) =>
    poison === null ? [] : [{ stream: _id, revision, message: poison.message, at: poison.at }],
  );
};

export const poisonedStreams = (
  collections: GenerationCollections,
  { after, limit }: StreamPage,
): Promise<PoisonedStream[]> => poisonedWhere(collections, after === null ? {} : { _id: { $gt: after } }, limit);

export const poisonedNamed = (
  collections: GenerationCollections,
  names: readonly string[],
): Promise<PoisonedStream[]> => poisonedWhere(collections, { _id: { $in: [...names] } }, Math.max(1, names.length));

/** By the index of the poisoned, which begins with `_id`: without a bound on that every stream would be looked at. */
export const COUNTED: Filter<StreamDocument> = { _id: { $gte: '' }, ...POISONED };

export const countPoisoned = ({ streams }: GenerationCollections): Promise<number> => streams.countDocuments(COUNTED);
