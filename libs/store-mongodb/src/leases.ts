import type { Db } from 'mongodb';
import type { Lease } from '#ports';
import { leasesOf } from './collections.js';
import { isDuplicateKey } from './mongoErrors.js';

export const findLease = async (db: Db, name: string): Promise<Lease | null> => {
  const found = await leasesOf(db).findOne({ _id: name });
  return found === null ? null : { owner: found.owner, counter: found.counter };
};

/** Leases.moveLease of #ports: one write of one document, which the server does as a whole or not at all. */
export const moveLease = async (db: Db, name: string, owner: string | null, seen: number): Promise<boolean> => {
  if (seen > 0) {
    const move = { $set: { owner }, $inc: { counter: 1 } };
    const { matchedCount } = await leasesOf(db).updateOne({ _id: name, counter: seen }, move);
    return matchedCount === 1;
  }
  try {
    await leasesOf(db).insertOne({ _id: name, owner, counter: 1 });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
};
