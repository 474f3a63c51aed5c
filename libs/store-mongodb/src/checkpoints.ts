import type { ClientSession, Db } from 'mongodb';
import { CheckpointConflict, type Checkpoint, type CheckpointMove, type Generation, type GenerationKey } from '#ports';
import { checkpointsOf, type CheckpointDocument, type CheckpointId } from './collections.js';
import type { Connection } from './connect.js';
import { writeInto } from './generationEntries.js';
import { isDuplicateKey } from './mongoErrors.js';

type Owner = GenerationKey | null;

const idOf = (owner: Owner, consumer: string): CheckpointId => ({
  projection: owner?.projection ?? '',
  generation: owner?.number ?? 0,
  consumer,
});

const checkpoint = ({ _id, ...rest }: CheckpointDocument): Checkpoint => ({ consumer: _id.consumer, ...rest });

const findCheckpoint = async (db: Db, owner: Owner, consumer: string): Promise<Checkpoint | null> => {
  const found = await checkpointsOf(db).findOne({ _id: idOf(owner, consumer) });
  return found === null ? null : checkpoint(found);
};

/** @throws CheckpointConflict it is not where the move begins */
export const assertCheckpointAt = async (
  db: Db,
  owner: Owner,
  { consumer, expected }: CheckpointMove,
): Promise<void> => {
  const actual = (await findCheckpoint(db, owner, consumer))?.position ?? null;
  if (actual !== expected) throw new CheckpointConflict(consumer, expected, actual);
};

const wasMoved = async (
  db: Db,
  owner: Owner,
  { consumer, expected, ...place }: CheckpointMove,
  session?: ClientSession,
): Promise<boolean> => {
  const _id = idOf(owner, consumer);
  const saved = {
    position: place.position,
    logIdentity: place.logIdentity,
    logTime: place.logTime,
    savedAt: new Date().toISOString(),
    events: place.events,
    perSecond: place.perSecond,
  };
  // journaled: with it, all that was written before it survives a crash (in a transaction the commit says so)
  const how = session === undefined ? { writeConcern: { w: 'majority', journal: true } as const } : { session };
  if (expected !== null) {
    return (await checkpointsOf(db).updateOne({ _id, position: expected }, { $set: saved }, how)).matchedCount > 0;
  }
  try {
    await checkpointsOf(db).insertOne({ _id, ...saved }, how);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

/** Compare and set. @throws CheckpointConflict */
export const moveCheckpoint = async (
  db: Db,
  owner: Owner,
  move: CheckpointMove,
  session?: ClientSession,
): Promise<void> => {
  if (await wasMoved(db, owner, move, session)) return;
  const { consumer, expected } = move;
  const actual = (await findCheckpoint(db, owner, consumer))?.position ?? null;
  throw new CheckpointConflict(consumer, expected, actual);
};

/** Checkpoints of #ports. */
export const checkpoints = {
  checkpoint: ({ db }: Connection, generation: Generation | null, consumer: string) =>
    findCheckpoint(db, generation, consumer),

  checkpoints: async ({ db }: Connection, owner: Generation | null): Promise<readonly Checkpoint[]> => {
    const { projection, generation } = idOf(owner, '');
    const found = await checkpointsOf(db)
      .find({ '_id.projection': projection, '_id.generation': generation })
      .sort({ '_id.consumer': 1 })
      .toArray();
    return found.map(checkpoint);
  },

  moveCheckpoint: ({ db }: Connection, generation: Generation | null, move: CheckpointMove): Promise<void> =>
    generation === null
      ? moveCheckpoint(db, null, move)
      : writeInto(db, generation, () => moveCheckpoint(db, generation, move)),

  dropCheckpoint: async ({ db }: Connection, generation: Generation | null, consumer: string): Promise<void> => {
    await checkpointsOf(db).deleteOne({ _id: idOf(generation, consumer) });
  },
};
