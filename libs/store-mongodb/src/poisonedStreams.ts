import type { Filter } from 'mongodb';
import type { Generation, PoisonedStream, StreamPage } from '#ports';
import { collectionsOf, type StreamDocument } from './collections.js';
import type { Connection } from './connect.js';

const POISONED: Filter<StreamDocument> = { 'poison.at': { $exists: true } };

const find = async (
  { db }: Connection,
  generation: Generation,
  chosen: Filter<StreamDocument>,
  limit: number,
): Promise<PoisonedStream[]> => {
  const found = await collectionsOf(db, generation)
    .streams.find({ ...POISONED, ...chosen }, { projection: { revision: 1, poison: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, revision, poison }) =>
    poison === null ? [] : [{ stream: _id, revision, message: poison.message, at: poison.at }],
  );
};

/** By the index of the poisoned, which begins with `_id`: without a bound on that every stream would be looked at. */
export const COUNTED: Filter<StreamDocument> = { _id: { $gte: '' }, ...POISONED };

/** The part of StoredDocuments of #ports that reads poisoned streams: of a dropped generation, whose collections are gone, none. */
export const poisonedStreams = {
  poisoned: (connection: Connection, generation: Generation, { after, limit }: StreamPage) =>
    find(connection, generation, { _id: { $gt: after ?? '' } }, limit),

  poisonedNamed: (connection: Connection, generation: Generation, names: readonly string[]) =>
    find(connection, generation, { _id: { $in: [...names] } }, Math.max(1, names.length)),

  countPoisoned: ({ db }: Connection, generation: Generation): Promise<number> =>
    collectionsOf(db, generation).streams.countDocuments(COUNTED),
};
