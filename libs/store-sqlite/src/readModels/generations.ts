import type { Generation } from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';
import { createTables } from './generationTables.js';

const COLUMNS =
  'projection, number, rules_version AS rulesVersion, state, log_identity AS logIdentity, created_at AS createdAt FROM generations WHERE projection = ?';

export interface OpenProjection {
  readonly projection: string;
  readonly rulesVersion: string;
  readonly logIdentity: string;
}

export class Generations {
  readonly #list: Statement;
  readonly #add: Statement;

  constructor(private readonly db: Database) {
    this.#list = db.prepare(`SELECT ${COLUMNS} ORDER BY number`);
    this.#add = db.prepare(
      'INSERT INTO generations (projection, number, rules_version, state, log_identity, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    );
  }

  list(projection: string): Generation[] {
    return this.#list.all(projection) as Generation[];
  }

  /** The live generation; made, tables and all, when there is none. */
  open({ projection, rulesVersion, logIdentity }: OpenProjection): Generation {
    return inTransaction(this.db, () => {
      const known = this.list(projection);
      const live = known.find(({ state }) => state === 'live');
      if (live !== undefined) return live;
      const number = (known.at(-1)?.number ?? 0) + 1;
      const createdAt = new Date().toISOString();
      createTables(this.db, { projection, number });
      this.#add.run(projection, number, rulesVersion, 'live', logIdentity, createdAt);
      return { projection, number, rulesVersion, state: 'live', logIdentity, createdAt };
    });
  }
}
