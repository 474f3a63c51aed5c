import type { Database, Statement } from '../sqlite/driver.js';

export interface LeaseRequest {
  readonly name: string;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly forMs: number;
}

export class Leases {
  readonly #hold: Statement;
  readonly #release: Statement;
  readonly #prolong: Statement;

  constructor(db: Database) {
    this.#hold = db.prepare(`
      INSERT INTO leases (name, owner, held_until) VALUES (?1, ?2, ?3)
      ON CONFLICT (name) DO UPDATE
        SET owner = ?2, held_until = CASE WHEN owner = ?2 THEN max(held_until, ?3) ELSE ?3 END
        WHERE owner = ?2 OR held_until <= ?4`);
    this.#release = db.prepare('DELETE FROM leases WHERE name = ? AND owner = ?');
    this.#prolong = db.prepare('UPDATE leases SET held_until = held_until + ?');
  }

  hold({ name, owner, now, forMs }: LeaseRequest): boolean {
    return Number(this.#hold.run(name, owner, now + forMs, now).changes) > 0;
  }

  release({ name, owner }: { readonly name: string; readonly owner: string }): void {
    this.#release.run(name, owner);
  }

  /**
   * Does what keeps every other writer away for long, and prolongs all leases by the time it took: nobody could renew one meanwhile.
   * To be called inside the transaction that keeps them away.
   */
  whileNobodyRenews<Result>(work: () => Result): Result {
    const began = performance.now();
    const result = work();
    this.#prolong.run(Math.ceil(performance.now() - began));
    return result;
  }
}
