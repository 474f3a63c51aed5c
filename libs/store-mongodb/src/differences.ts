import type { Collection } from 'mongodb';
import type { CallDifference } from '#domain';
import type { DifferenceDocument } from './collections.js';

const NUMBERS = 0;

/** Numbers are taken first, all at once: those who add at the same time do not take each other's, and order is that of the adding. */
export const addDifferences = async (
  differences: Collection<DifferenceDocument>,
  added: readonly CallDifference[],
): Promise<void> => {
  if (added.length === 0) return;
  const taken = await differences.findOneAndUpdate(
    { _id: NUMBERS },
    { $inc: { last: added.length } },
    { upsert: true, returnDocument: 'after' },
  );
  const first = (taken?.last ?? added.length) - added.length + 1;
  await differences.insertMany(added.map((call, i) => ({ _id: first + i, call })));
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
