import type { Collection } from 'mongodb';
import type { CallDifference } from '#domain';
import type { DifferenceDocument } from './collections.js';
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

/**
 * Numbers are taken first, all at once: of those who add at the same time one gets them. False: there are not so many as `after`, or
 * more by somebody who had stopped in the middle.
 */
export const addDifferences = async (
  differences: Collection<DifferenceDocument>,
  added: readonly CallDifference[],
  after: number,
): Promise<boolean> => {
  if (added.length === 0) return ((await differences.findOne({ _id: NUMBERS }))?.last ?? 0) === after;
  try {
    if (!(await takeNumbers(differences, added.length, after))) return false;
    await differences.insertMany(added.map((call, i) => ({ _id: after + 1 + i, call })));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

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
