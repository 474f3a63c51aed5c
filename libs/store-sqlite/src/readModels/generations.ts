import {
  changedEntry,
  droppedEntry,
  finishedEntry,
  openedEntry,
  startedEntry,
  switchedEntries,
  type Generation,
  type GenerationChange,
  type Position,
} from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inSyncedTransaction } from '../sqlite/transaction.js';
import { inTwoParts } from '../worker/methods.js';
import { dropCheckpoints } from './checkpoints.js';
import { listGenerations, saveGeneration } from './generationRows.js';
import { createTables } from './generationTables.js';
import { removeSomeOf } from './removal.js';
import type { Writer } from './writer.js';

type NewBuild = Pick<Generation, 'rulesVersion' | 'logIdentity' | 'switching'>;

const now = (): string => new Date().toISOString();

/** Makes a generation with all its tables and indexes. */
const make = (db: Database, entry: Generation): Generation => {
  createTables(db, entry);
  saveGeneration(db, entry);
  return entry;
};

/** The part of Generations of #ports that reads. */
export const generationReads = { generations: listGenerations };

/** The part of Generations of #ports that writes, on the disk when it is answered: no log could tell it again. How a generation may change is the port's (libs/ports/src/generationRules.ts). */
export const generationWrites = {
  openProjection: ({ db }: Writer, projection: string, rulesVersion: string, logIdentity: string): Generation =>
    inSyncedTransaction(db, () => {
      const entries = listGenerations(db, projection);
      const opened = openedEntry(entries, { projection, rulesVersion, logIdentity }, now());
      return entries.includes(opened) ? opened : make(db, opened);
    }),

  startBuild: ({ db }: Writer, projection: string, build: NewBuild): Generation =>
    inSyncedTransaction(db, () =>
      make(db, startedEntry(listGenerations(db, projection), { projection, ...build }, now())),
    ),

  changeGeneration: ({ db }: Writer, generation: Generation, change: GenerationChange): Generation =>
    inSyncedTransaction(db, () => {
      const changed = changedEntry(listGenerations(db, generation.projection), generation, change);
      saveGeneration(db, changed);
      return changed;
    }),

  switchTo: ({ db }: Writer, generation: Generation, inPlaceOf?: Pick<Generation, 'number'>): Generation =>
    inSyncedTransaction(db, () => {
      const switched = switchedEntries(listGenerations(db, generation.projection), generation, now(), inPlaceOf);
      for (const entry of switched) saveGeneration(db, entry);
      return switched[0];
    }),

  finishSwitch: ({ db }: Writer, live: Generation, position: Position): Generation =>
    inSyncedTransaction(db, () => {
      const finished = finishedEntry(listGenerations(db, live.projection), live, position);
      saveGeneration(db, finished);
      return finished;
    }),

  /** The first step says that it is dropped; each removes some rows, so that others can write in between. */
  dropGeneration: inTwoParts(
    (writer: Writer, generation: Generation): boolean =>
      inSyncedTransaction(writer.db, () => {
        saveGeneration(writer.db, droppedEntry(listGenerations(writer.db, generation.projection), generation));
        dropCheckpoints(writer.db, generation);
        writer.forget(generation);
        return removeSomeOf(writer.db, generation);
      }),
    async (run, generation: Generation): Promise<void> => {
      while (await run(generation));
    },
  ),
};
