import type { Db } from 'mongodb';
import {
  changedEntry,
  droppedEntry,
  finishedEntry,
  GenerationConflict,
  openedEntry,
  startedEntry,
  switchedEntries,
  type Generation,
  type GenerationChange,
  type Position,
} from '#ports';
import { projectionsOf } from './collections.js';
import type { Connection } from './connect.js';
import { changeEntries, removeDocuments, undoIfDropped } from './generationEntries.js';
import { isRead, makeCollections, makeGenerationIndexes } from './indexes.js';

const now = (): string => new Date().toISOString();

/** Makes the indexes that each generation lacks; one that is being built gets the rest when it is ready. @throws as makeIndexes */
export const makeEveryIndex = async (db: Db): Promise<void> => {
  for (const { generations } of await projectionsOf(db).find().toArray()) {
    for (const generation of generations) {
      if (generation.state === 'dropped') continue;
      await (isRead(generation) ? makeGenerationIndexes : makeCollections)(db, generation);
    }
  }
};

/** Generations of #ports. How a generation may change is the port's (libs/ports/src/generationRules.ts). */
export const generations = {
  /** Made with its collections and all their indexes. */
  openProjection: ({ db }: Connection, projection: string, rulesVersion: string, logIdentity: string) => {
    const made = { projection, rulesVersion, logIdentity };
    return changeEntries(
      db,
      projection,
      (entries) => [openedEntry(entries, made, now())],
      (live) => makeGenerationIndexes(db, live),
    );
  },

  generations: async ({ db }: Connection, projection: string): Promise<readonly Generation[]> =>
    (await projectionsOf(db).findOne({ _id: projection }))?.generations ?? [],

  startBuild: (
    { db }: Connection,
    projection: string,
    build: Pick<Generation, 'rulesVersion' | 'logIdentity' | 'switching'>,
  ) =>
    changeEntries(
      db,
      projection,
      (entries) => [startedEntry(entries, { projection, ...build }, now())],
      (next) => makeCollections(db, next),
    ),

  changeGeneration: async ({ db }: Connection, generation: Generation, change: GenerationChange) => {
    try {
      return await changeEntries(
        db,
        generation.projection,
        (entries) => [changedEntry(entries, generation, change)],
        async () => (change.state === 'ready' ? makeGenerationIndexes(db, generation) : undefined),
      );
    } catch (error) {
      // making indexes after a drop has made its collections again
      if (error instanceof GenerationConflict && change.state === 'ready') await undoIfDropped(db, generation);
      throw error;
    }
  },

  switchTo: ({ db }: Connection, generation: Generation, inPlaceOf?: Pick<Generation, 'number'>) =>
    changeEntries(db, generation.projection, (entries) => switchedEntries(entries, generation, now(), inPlaceOf)),

  finishSwitch: ({ db }: Connection, live: Generation, position: Position) =>
    changeEntries(db, live.projection, (entries) => [finishedEntry(entries, live, position)]),

  /** The entry says dropped first, then everything goes; asked again, what has been left goes. */
  dropGeneration: async ({ db }: Connection, generation: Generation): Promise<void> => {
    await changeEntries(db, generation.projection, (entries) => [droppedEntry(entries, generation)]);
    await removeDocuments(db, generation);
  },
};
