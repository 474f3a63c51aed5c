import type { Collection } from 'mongodb';
import type { CallDifference, DifferenceCounts } from '#domain';
import { comparisonConflict, countedDifferences, pageOf, type Generation } from '#ports';
import { comparisonsOf, type DifferenceDocument, type GenerationCollections } from './collections.js';
import { compareAndSet } from './compareAndSet.js';
import type { Connection } from './connect.js';
import { dropCollection } from './generationEntries.js';
import type { GenerationStore } from './methods.js';
import { isDuplicateKey } from './mongoErrors.js';
import { DURABLE } from './writeConcerns.js';

const NUMBERS = 0;

/** Whether so many differences have been added. */
const holds = async (differences: Collection<DifferenceDocument>, count: number): Promise<boolean> =>
  ((await differences.findOne({ _id: NUMBERS }))?.last ?? 0) === count;

/**
 * Takes the numbers of all added ones first, so that of several who add at the same time one gets them.
 * @returns false if not exactly `after` were added before: another comparison is, or was, under way
 */
const add = async (
  differences: Collection<DifferenceDocument>,
  added: readonly CallDifference[],
  after: number,
): Promise<boolean> => {
  if (added.length === 0) return holds(differences, after);
  try {
    const seen = after === 0 ? null : { last: after };
    if (!(await compareAndSet(differences, NUMBERS, seen, { last: after + added.length }))) return false;
    await differences.insertMany(added.map((call, i) => ({ _id: after + 1 + i, call })));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

/** The part of Differences of #ports that reads calls. */
export const differenceReads = {
  differences: async (
    { differences }: GenerationCollections,
    { after, limit }: { readonly after: number | null; readonly limit: number },
  ) => {
    const found = await differences
      .find({ _id: { $gt: after ?? NUMBERS } }, { limit: limit + 1, batchSize: limit + 1 })
      .sort({ _id: 1 })
      .toArray();
    const page = pageOf(found, limit, ({ _id }) => _id);
    return { ...page, items: page.items.flatMap(({ call }) => (call === undefined ? [] : [call])) };
  },
};

/** The part of Differences of #ports that writes. */
export const differenceWrites = {
  addDifferences: async (
    { differences, generation }: GenerationStore,
    added: readonly CallDifference[],
    after: number,
  ): Promise<void> => {
    if (!(await add(differences, added, after))) throw comparisonConflict(generation);
  },

  clearDifferences: ({ db, differences }: GenerationStore): Promise<void> =>
    dropCollection(db, differences.collectionName),

  saveComparison: async ({ db, differences, generation }: GenerationStore, counts: DifferenceCounts): Promise<void> => {
    if (!(await holds(differences, countedDifferences(counts)))) throw comparisonConflict(generation);
    const _id = { projection: generation.projection, generation: generation.number };
    await comparisonsOf(db).replaceOne({ _id }, { counts }, { upsert: true, ...DURABLE });
  },
};

/** The part of Differences of #ports that a dropped generation keeps. */
export const comparisons = {
  comparison: async ({ db }: Connection, { projection, number }: Generation): Promise<DifferenceCounts | null> =>
    (await comparisonsOf(db).findOne({ _id: { projection, generation: number } }))?.counts ?? null,
};
