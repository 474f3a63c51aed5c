import type { Db } from 'mongodb';
import type { Generation } from '#ports';
import { collectionName, generationsOf } from './collections.js';
import { makeGenerationIndexes } from './indexes.js';
import { isDuplicateKey } from './mongoErrors.js';

/** Generations of a projection, by number. */
export const listGenerations = async (db: Db, projection: string): Promise<Generation[]> => {
  const found = await generationsOf(db).find({ projection }).sort({ number: 1 }).toArray();
  return found.map(({ _id, ...generation }) => generation);
};

/** Every generation's indexes: made where missing, checked where there. */
export const makeEveryIndex = async (db: Db): Promise<void> => {
  for (const generation of await generationsOf(db).find().toArray()) await makeGenerationIndexes(db, generation);
};

/** The live generation; made, collections and all, when there is none. Of several that make it at once, one does. */
export const openGeneration = async (
  db: Db,
  projection: string,
  rulesVersion: string,
  logIdentity: string,
): Promise<Generation> => {
  const known = await listGenerations(db, projection);
  const live = known.find(({ state }) => state === 'live');
  if (live !== undefined) return live;
  const number = (known.at(-1)?.number ?? 0) + 1;
  await makeGenerationIndexes(db, { projection, number });
  const createdAt = new Date().toISOString();
  const made: Generation = { projection, number, rulesVersion, state: 'live', logIdentity, createdAt };
  try {
    await generationsOf(db).insertOne({ _id: collectionName(made), ...made });
    return made;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return openGeneration(db, projection, rulesVersion, logIdentity);
  }
};
