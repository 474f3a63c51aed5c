import type { Lease } from '#ports';
import { inTransaction } from '../sqlite/transaction.js';
import type { Writer } from './writer.js';

/** Leases of #ports. */
export const leases = {
  lease: ({ db }: Writer, name: string): Lease | null =>
    (db.prepare('SELECT owner, counter FROM leases WHERE name = ?').get(name) as Lease | undefined) ?? null,

  moveLease: ({ db }: Writer, name: string, owner: string | null, seen: number): boolean =>
    inTransaction(db, () => {
      const { changes } =
        seen === 0
          ? db.prepare('INSERT OR IGNORE INTO leases (name, owner, counter) VALUES (?, ?, 1)').run(name, owner)
          : db
              .prepare('UPDATE leases SET owner = ?, counter = counter + 1 WHERE name = ? AND counter = ?')
              .run(owner, name, seen);
      return Number(changes) > 0;
    }),
};
