import type { Db } from 'mongodb';
import {
  assertNotDropped,
  CheckpointConflict,
  StoreUnavailable,
  type Generation,
  type GenerationState,
  type GenerationKey,
} from '#ports';
import { checkpointsOf, collectionsOf, projectionsOf, type ProjectionDocument } from './collections.js';
import { compareAndSet } from './compareAndSet.js';
import { isMissing } from './mongoErrors.js';
import { DURABLE } from './writeConcerns.js';

/** So many attempts fail by a fault, not by other workers. */
const MOST_ATTEMPTS = 20;

/** Saves entries in the place of those that were read. False: another worker has changed them meanwhile, and nothing was written. */
const saveEntries = (
  db: Db,
  projection: string,
  read: ProjectionDocument | null,
  changed: readonly Generation[],
): Promise<boolean> => {
  const numbers = changed.map(({ number }) => number);
  const others = (read?.generations ?? []).filter(({ number }) => !numbers.includes(number));
  const generations = [...others, ...changed].sort((one, other) => one.number - other.number);
  const seen = read === null ? null : { revision: read.revision };
  const revision = (read?.revision ?? 0) + 1;
  return compareAndSet(projectionsOf(db), projection, seen, { revision, generations }, DURABLE);
};

/**
 * Changes entries of a projection in one write, and begins again where another worker came between.
 * @param decide of the entries that are there, those that are to be saved; what it throws is thrown
 * @param prepare makes what the first of them needs before it is saved; it may be called again
 * @returns the first of them
 */
export const changeEntries = async (
  db: Db,
  projection: string,
  decide: (entries: readonly Generation[]) => readonly [Generation, ...Generation[]],
  prepare?: (first: Generation) => Promise<void>,
): Promise<Generation> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const read = await projectionsOf(db).findOne({ _id: projection });
    const changed = decide(read?.generations ?? []);
    if (changed.every((entry) => read?.generations.includes(entry))) return changed[0];
    await prepare?.(changed[0]);
    if (await saveEntries(db, projection, read, changed)) return changed[0];
  }
  throw new StoreUnavailable(`MongoDB: other workers keep changing the generations of ${projection}`);
};

/** One that is not there is no error. */
export const dropCollection = async (db: Db, name: string): Promise<void> => {
  try {
    await db.dropCollection(name);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

/** A generation's collections and checkpoints; what is not there any more is no error. */
export const removeDocuments = async (db: Db, generation: GenerationKey): Promise<void> => {
  const { projection, number } = generation;
  await checkpointsOf(db).deleteMany({ '_id.projection': projection, '_id.generation': number });
  const { calls, streams, differences, marks, segments } = collectionsOf(db, generation);
  const names = [calls.collectionName, streams.collectionName, differences.collectionName];
  for (const name of [...names, marks.collectionName, segments.collectionName]) await dropCollection(db, name);
};

const stateOf = async (db: Db, { projection, number }: GenerationKey): Promise<GenerationState | undefined> => {
  const fields = { 'generations.number': 1, 'generations.state': 1 };
  const found = await projectionsOf(db).findOne({ _id: projection }, { projection: fields });
  return found?.generations.find((one) => one.number === number)?.state;
};

/** To be called after a read: a drop changes the entry before it removes anything, so nothing was missing. @throws GenerationConflict */
export const assertWhole = async (db: Db, generation: GenerationKey): Promise<void> =>
  assertNotDropped(generation, await stateOf(db, generation));

/** Reads of a generation. @throws GenerationConflict it has been dropped, before or meanwhile */
export const readWhole = async <Result>(
  db: Db,
  generation: GenerationKey,
  work: () => Promise<Result>,
): Promise<Result> => {
  const result = await work();
  await assertWhole(db, generation);
  return result;
};

/** To be called after a write: one that comes after a drop makes the generation's collections again. @throws GenerationConflict */
export const undoIfDropped = async (db: Db, generation: GenerationKey): Promise<void> => {
  const state = await stateOf(db, generation);
  if (state === 'dropped') await removeDocuments(db, generation);
  assertNotDropped(generation, state);
};

/**
 * Writes into a generation, in one transaction that moves a checkpoint of it on. A drop removes the checkpoints before the documents: so
 * such a write comes before the drop, which then removes what it has written, or it misses its checkpoint and writes nothing.
 * @throws GenerationConflict the generation has been dropped
 */
export const writeWithCheckpoint = async <Result>(
  db: Db,
  generation: GenerationKey,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CheckpointConflict) await undoIfDropped(db, generation);
    throw error;
  }
};

/** Writes into a generation. @throws GenerationConflict it has been dropped, before or meanwhile: nothing of the write is left */
export const writeInto = async <Result>(
  db: Db,
  generation: GenerationKey,
  work: () => Promise<Result>,
): Promise<Result> => {
  await assertWhole(db, generation);
  const result = await writeWithCheckpoint(db, generation, work);
  await undoIfDropped(db, generation);
  return result;
};
