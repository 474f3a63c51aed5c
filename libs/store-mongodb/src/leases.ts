import type { Lease } from '#ports';
import { leasesOf } from './collections.js';
import { compareAndSet } from './compareAndSet.js';
import type { Connection } from './connect.js';
import { ACKNOWLEDGED } from './writeConcerns.js';

/** Leases of #ports. */
export const leases = {
  lease: ({ db }: Connection, name: string): Promise<Lease | null> =>
    leasesOf(db).findOne({ _id: name }, { projection: { _id: 0 } }),

  moveLease: ({ db }: Connection, name: string, owner: string | null, seen: number): Promise<boolean> =>
    compareAndSet(
      leasesOf(db),
      name,
      seen === 0 ? null : { counter: seen },
      { owner, counter: seen + 1 },
      ACKNOWLEDGED,
    ),
};
