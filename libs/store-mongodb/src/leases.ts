import type { Lease } from '#ports';
import { leasesOf } from './collections.js';
import type { Connection } from './connect.js';
import { isDuplicateKey } from './mongoErrors.js';

/** Leases of #ports. Each move is one write of one document, which the server does as a whole or not at all. */
export const leases = {
  lease: async ({ db }: Connection, name: string): Promise<Lease | null> => {
    const found = await leasesOf(db).findOne({ _id: name });
    return found === null ? null : { owner: found.owner, counter: found.counter };
  },

  moveLease: async ({ db }: Connection, name: string, owner: string | null, seen: number): Promise<boolean> => {
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
  },
};
