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

  constructor(db: Database) {
    this.#hold = db.prepare(`
      INSERT INTO leases (name, owner, held_until) VALUES (?1, ?2, ?3)
      ON CONFLICT (name) DO UPDATE
        SET owner = ?2, held_until = ?3
        WHERE owner = ?2 OR held_until <= ?4`);
    this.#release = db.prepare('DELETE FROM leases WHERE name = ? AND owner = ?');
  }

  hold({ name, owner, now, forMs }: LeaseRequest): boolean {
    return Number(this.#hold.run(name, owner, now + forMs, now).changes) > 0;
  }

  release({ name, owner }: { readonly name: string; readonly owner: string }): void {
    this.#release.run(name, owner);
  }
}
