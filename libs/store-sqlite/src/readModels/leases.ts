import type { Lease } from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';

export interface LeaseMove {
  readonly name: string;
  readonly owner: string | null;
  /** The counter that the lease is believed to have; 0: nobody has ever held it. */
  readonly seen: number;
}

export class Leases {
  readonly #find: Statement;
  readonly #begin: Statement;
  readonly #move: Statement;

  constructor(db: Database) {
    this.#find = db.prepare('SELECT owner, counter FROM leases WHERE name = ?');
    this.#begin = db.prepare('INSERT OR IGNORE INTO leases (name, owner, counter) VALUES (?, ?, 1)');
    this.#move = db.prepare('UPDATE leases SET owner = ?, counter = counter + 1 WHERE name = ? AND counter = ?');
  }

  find(name: string): Lease | null {
    return (this.#find.get(name) as Lease | undefined) ?? null;
  }

  /** To be called inside a transaction. */
  move({ name, owner, seen }: LeaseMove): boolean {
    const { changes } = seen === 0 ? this.#begin.run(name, owner) : this.#move.run(owner, name, seen);
    return Number(changes) > 0;
  }
}
