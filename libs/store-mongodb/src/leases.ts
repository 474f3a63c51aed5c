import type { Db } from 'mongodb';
import { leasesOf } from './collections.js';
import { isDuplicateKey } from './mongoErrors.js';

/** One upsert: where another holds the lease nothing matches, and the insert then finds its name taken. */
export const holdLease = async (db: Db, name: string, owner: string, now: number, forMs: number): Promise<boolean> => {
  const free = { _id: name, $or: [{ owner }, { heldUntil: { $lte: now } }] };
  try {
    await leasesOf(db).updateOne(free, { $set: { owner, heldUntil: now + forMs } }, { upsert: true });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};

export const releaseLease = async (db: Db, name: string, owner: string): Promise<void> => {
  await leasesOf(db).deleteOne({ _id: name, owner });
};
