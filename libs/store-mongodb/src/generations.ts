import type { Db, WriteConcernSettings } from 'mongodb';
import {
  assertNotDropped,
  buildOf,
  BuildUnderWay,
  changedEntry,
  CheckpointConflict,
  droppedEntry,
  GenerationConflict,
  liveOf,
  nextEntry,
  StoreUnavailable,
  switchedEntries,
  type Generation,
  type GenerationBelieved,
  type GenerationChange,
  type GenerationState,
} from '#ports';
import { dropCheckpoints } from './checkpoints.js';
import { collectionsOf, projectionsOf, type GenerationKey, type ProjectionDocument } from './collections.js';
import { makeGenerationIndexes, makePutIndexes } from './indexes.js';
import { isDuplicateKey, isMissing } from './mongoErrors.js';

export type BuildRequest = Pick<Generation, 'projection' | 'rulesVersion' | 'logIdentity' | 'switching'>;

const DURABLE: WriteConcernSettings = { w: 'majority', journal: true };

/** Above so many attempts there is no other worker but a fault. */
const MOST_ATTEMPTS = 20;

const now = (): string => new Date().toISOString();

/** Saves generations in the place of those that were read. False: another worker was quicker, nothing was written. */
const saveItems = async (db: Db, read: ProjectionDocument | null, changed: readonly Generation[]): Promise<boolean> => {
  const [first] = changed;
  if (first === undefined) return true;
  const numbers = changed.map(({ number }) => number);
  const others = (read?.generations ?? []).filter(({ number }) => !numbers.includes(number));
  const generations = [...others, ...changed].sort((one, other) => one.number - other.number);
  if (read !== null) {
    const $set = { revision: read.revision + 1, generations };
    const from = { _id: read._id, revision: read.revision };
    return (await projectionsOf(db).updateOne(from, { $set }, { writeConcern: DURABLE })).matchedCount > 0;
  }
  try {
    await projectionsOf(db).insertOne({ _id: first.projection, revision: 1, generations }, { writeConcern: DURABLE });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

/**
 * Changes generations in one write: `decide` says of those that are there which are to be saved, or throws. `prepare` makes what must be
 * there before anybody sees them; it may be called again.
 */
const changeItems = async (
  db: Db,
  projection: string,
  decide: (items: readonly Generation[]) => readonly Generation[],
  prepare?: (changed: readonly Generation[]) => Promise<void>,
): Promise<readonly Generation[]> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    // not what a majority has seen, which may be older than what the write will find
    const read = await projectionsOf(db).findOne({ _id: projection }, { readConcern: { level: 'local' } });
    const changed = decide(read?.generations ?? []);
    await prepare?.(changed);
    if (await saveItems(db, read, changed)) return changed;
  }
  throw new StoreUnavailable(`MongoDB: other workers keep changing the generations of ${projection}`);
};

/** By number. */
export const listGenerations = async (db: Db, projection: string): Promise<readonly Generation[]> =>
  (await projectionsOf(db).findOne({ _id: projection }))?.generations ?? [];

/**
 * What each generation that still has documents needs: made where missing, checked where there. One that was never ready gets the rest
 * when it is.
 */
export const makeEveryIndex = async (db: Db): Promise<void> => {
  for (const { generations } of await projectionsOf(db).find().toArray()) {
    for (const generation of generations) {
      if (generation.state === 'dropped') continue;
      const isRead = ['ready', 'live', 'kept'].includes(generation.state);
      await (isRead ? makeGenerationIndexes : makePutIndexes)(db, generation);
    }
  }
};

/** The live generation; made, collections and all, when there is none. Of several that make it at once, one does. */
export const openGeneration = async (db: Db, request: BuildRequest): Promise<Generation> => {
  let live: Generation | undefined;
  const [made] = await changeItems(
    db,
    request.projection,
    (items) => {
      live = liveOf(items);
      return live === undefined ? [nextEntry(items, request, 'live', now())] : [];
    },
    async ([next]) => (next === undefined ? undefined : makeGenerationIndexes(db, next)),
  );
  const open = made ?? live;
  if (open === undefined) throw new Error(`${request.projection} has no live generation`);
  return open;
};

/** @throws BuildUnderWay */
export const startBuild = async (db: Db, request: BuildRequest): Promise<Generation> => {
  let underWay: Generation | undefined;
  const [made] = await changeItems(
    db,
    request.projection,
    (items) => {
      underWay = buildOf(items);
      return underWay === undefined ? [nextEntry(items, request, 'building', now())] : [];
    },
    async ([next]) => (next === undefined ? undefined : makePutIndexes(db, next)),
  );
  if (underWay !== undefined) throw new BuildUnderWay(underWay);
  if (made === undefined) throw new Error(`no build of ${request.projection} was begun`);
  return made;
};

/** @throws GenerationConflict */
export const changeGeneration = async (
  db: Db,
  believed: GenerationBelieved,
  change: GenerationChange,
): Promise<Generation> => {
  try {
    const [changed] = await changeItems(
      db,
      believed.projection,
      (items) => [changedEntry(items, believed, change)],
      async () => (change.state === 'ready' ? makeGenerationIndexes(db, believed) : undefined),
    );
    if (changed === undefined) throw new Error('nothing was changed');
    return changed;
  } catch (error) {
    if (error instanceof GenerationConflict && change.state === 'ready') await undoIfDropped(db, believed);
    throw error;
  }
};

/** @throws GenerationConflict */
export const switchTo = async (
  db: Db,
  believed: GenerationBelieved,
  inPlaceOf?: Pick<Generation, 'number'>,
): Promise<Generation> => {
  const changed = await changeItems(db, believed.projection, (items) => {
    const { kept, live } = switchedEntries(items, believed, now(), inPlaceOf);
    return kept === null ? [live] : [live, kept];
  });
  const [live] = changed;
  if (live === undefined) throw new Error('nothing was switched to');
  return live;
};

/** One that is not there is no error. */
export const dropCollection = async (db: Db, name: string): Promise<void> => {
  try {
    await db.dropCollection(name);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

/** Its collections and checkpoints; what is not there any more is no error. */
export const removeDocuments = async (db: Db, generation: GenerationKey): Promise<void> => {
  await dropCheckpoints(db, generation);
  const { calls, streams, differences } = collectionsOf(db, generation);
  for (const { collectionName } of [calls, streams, differences]) await dropCollection(db, collectionName);
};

/** The entry says dropped first, then everything goes; asked again, what has been left goes. @throws GenerationConflict */
export const dropGeneration = async (db: Db, believed: GenerationBelieved): Promise<void> => {
  await changeItems(db, believed.projection, (items) => {
    const dropped = droppedEntry(items, believed);
    return items.includes(dropped) ? [] : [dropped];
  });
  await removeDocuments(db, believed);
};

const stateOf = async (db: Db, { projection, number }: GenerationKey): Promise<GenerationState | undefined> => {
  const fields = { 'generations.number': 1, 'generations.state': 1 };
  const found = await projectionsOf(db).findOne({ _id: projection }, { projection: fields });
  return found?.generations.find((one) => one.number === number)?.state;
};

/** After a read: a drop says so before it removes anything, so what was read until then is whole. @throws GenerationConflict */
export const assertWhole = async (db: Db, generation: GenerationKey): Promise<void> =>
  assertNotDropped(generation, await stateOf(db, generation));

/** @throws GenerationConflict */
const undoIfDropped = async (db: Db, generation: GenerationKey): Promise<void> => {
  const state = await stateOf(db, generation);
  if (state === 'dropped') await removeDocuments(db, generation);
  assertNotDropped(generation, state);
};

/**
 * Writes into a generation. A write that comes after a drop would make its collections anew: who finds that it did removes them again.
 * @throws GenerationConflict
 */
export const writeInto = async <Result>(
  db: Db,
  generation: GenerationKey,
  work: () => Promise<Result>,
): Promise<Result> => {
  await assertWhole(db, generation);
  try {
    const result = await work();
    await undoIfDropped(db, generation);
    return result;
  } catch (error) {
    // the checkpoint may have gone with the generation, after documents were written
    if (error instanceof CheckpointConflict) await undoIfDropped(db, generation);
    throw error;
  }
};
