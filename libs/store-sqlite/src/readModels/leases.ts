import type { Lease } from '#ports';
import { prepared } from '../sqlite/prepared.js';
import { inTransaction } from '../sqlite/transaction.js';
import type { Writer } from './writer.js';

/** Leases of #ports. */
export const leases = {
  lease: ({ db }: Writer, name: string): Lease | null =>
    (prepared(db, 'SELECT owner, counter FROM leases WHERE name = ?').get(name) as Lease | undefined) ?? null,

  moveLease: ({ db }: Writer, name: string, owner: string | null, seen: number): boolean =>
    inTransaction(db, () => {
      const { changes } =
        seen === 0
          ? prepared(db, 'INSERT OR IGNORE INTO leases (name, owner, counter) VALUES (?, ?, 1)').run(name, owner)
          : prepared(db, 'UPDATE leases SET owner = ?, counter = counter + 1 WHERE name = ? AND counter = ?').run(
              owner,
              name,
              seen,
            );
      return Number(changes) > 0;
    }),
};
