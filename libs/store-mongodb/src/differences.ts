import type { Collection, Db } from 'mongodb';
import type { CallDifference, DifferenceCounts } from '#domain';
import { countedDifferences } from '#ports';
import { collectionsOf, comparisonsOf, type DifferenceDocument, type GenerationKey } from './collections.js';
import { isDuplicateKey } from './mongoErrors.js';

const NUMBERS = 0;

/** Takes so many numbers after these; false when they are not the last that were given. */
const takeNumbers = async (
  differences: Collection<DifferenceDocument>,
  count: number,
  after: number,
): Promise<boolean> => {
  const last = after + count;
  if (after > 0)
    return (await differences.updateOne({ _id: NUMBERS, last: after }, { $set: { last } })).matchedCount > 0;
  await differences.insertOne({ _id: NUMBERS, last });
  return true;
};

/** Whether so many differences have been added. */
const holds = async (differences: Collection<DifferenceDocument>, count: number): Promise<boolean> =>
  ((await differences.findOne({ _id: NUMBERS }))?.last ?? 0) === count;

/**
 * Numbers are taken first, all at once: of those who add at the same time one gets them. False: there are not so many as `after`, or
 * more by somebody who had stopped in the middle.
 */
export const addDifferences = async (
  differences: Collection<DifferenceDocument>,
  added: readonly CallDifference[],
  after: number,
): Promise<boolean> => {
  if (added.length === 0) return holds(differences, after);
  try {
    if (!(await takeNumbers(differences, added.length, after))) return false;
    await differences.insertMany(added.map((call, i) => ({ _id: after + 1 + i, call })));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

/** False: there are not as many differences as it has counted. */
export const saveComparison = async (
  db: Db,
  { projection, number }: GenerationKey,
  counts: DifferenceCounts,
): Promise<boolean> => {
  const { differences } = collectionsOf(db, { projection, number });
  if (!(await holds(differences, countedDifferences(counts)))) return false;
  const _id = { projection, generation: number };
  await comparisonsOf(db).replaceOne(
    { _id },
    { counts },
    { upsert: true, writeConcern: { w: 'majority', journal: true } },
  );
  return true;
};

export const readComparison = async (db: Db, { projection, number }: GenerationKey): Promise<DifferenceCounts | null> =>
  (await comparisonsOf(db).findOne({ _id: { projection, generation: number } }))?.counts ?? null;

export const readDifferences = async (
  differences: Collection<DifferenceDocument>,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): Promise<{ readonly items: readonly CallDifference[]; readonly next: number | null }> => {
  const found = await differences
    .find({ _id: { $gt: after ?? NUMBERS } }, { limit: limit + 1, batchSize: limit + 1 })
    .sort({ _id: 1 })
    .toArray();
  const page = found.slice(0, limit);
  const items = page.flatMap(({ call }) => (call === undefined ? [] : [call]));
  return { items, next: found.length > limit ? (page.at(-1)?._id ?? null) : null };
};
