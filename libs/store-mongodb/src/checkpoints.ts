import type { ClientSession, Db } from 'mongodb';
import { CheckpointConflict, type Checkpoint, type CheckpointMove, type Generation, type GenerationKey } from '#ports';
import { checkpointsOf, type CheckpointDocument, type CheckpointId } from './collections.js';
import { compareAndSet } from './compareAndSet.js';
import type { Connection } from './connect.js';
import { writeInto, writeWithCheckpoint } from './generationEntries.js';
import { ACKNOWLEDGED } from './writeConcerns.js';

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

/** With where the checkpoint is instead of where the move begins. */
export const conflictOf = async (
  db: Db,
  owner: Owner,
  { consumer, expected }: CheckpointMove,
): Promise<CheckpointConflict> =>
  new CheckpointConflict(consumer, expected, (await findCheckpoint(db, owner, consumer))?.position ?? null);

/** Compare and set, in a transaction, with its write concern, where there is a session. @throws CheckpointConflict */
export const moveCheckpoint = async (
  db: Db,
  owner: Owner,
  move: CheckpointMove,
  session?: ClientSession,
): Promise<void> => {
  const { consumer, expected, ...place } = move;
  const seen = expected === null ? null : { position: expected };
  const saved = { ...place, savedAt: new Date().toISOString() };
  const options = session === undefined ? ACKNOWLEDGED : { session };
  const wasMoved = await compareAndSet(checkpointsOf(db), idOf(owner, consumer), seen, saved, options);
  if (!wasMoved) throw await conflictOf(db, owner, move);
};

/**
 * What keeps a write that makes this move, or none, out of a dropped generation. A drop has removed the checkpoint, so a move from where it
 * stood fails by itself; a checkpoint's first move, and a write without one, need looks at the generation's entry.
 */
export const guardOf = (move: CheckpointMove | null): typeof writeInto =>
  move === null || move.expected === null ? writeInto : writeWithCheckpoint;

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
      : guardOf(move)(db, generation, () => moveCheckpoint(db, generation, move)),

  dropCheckpoint: async ({ db }: Connection, generation: Generation | null, consumer: string): Promise<void> => {
    await checkpointsOf(db).deleteOne({ _id: idOf(generation, consumer) });
  },
};
