import type { Collection, Document, Filter, OptionalUnlessRequiredId, UpdateFilter, UpdateOptions } from 'mongodb';
import { isDuplicateKey } from './mongoErrors.js';

/**
 * Sets values of a document, in one write, if it still is as it was seen.
 * @param seen values that it had; null: it did not exist
 * @returns false if it was not so: nothing was written
 */
export const compareAndSet = async <D extends Document & { readonly _id: unknown }>(
  collection: Collection<D>,
  _id: D['_id'],
  seen: Partial<D> | null,
  values: Omit<D, '_id'>,
  options: UpdateOptions = {},
): Promise<boolean> => {
  if (seen !== null) {
    const $set = { $set: values } as unknown as UpdateFilter<D>;
    return (await collection.updateOne({ _id, ...seen } as Filter<D>, $set, options)).matchedCount > 0;
  }
  try {
    await collection.insertOne({ _id, ...values } as unknown as OptionalUnlessRequiredId<D>, options);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};
