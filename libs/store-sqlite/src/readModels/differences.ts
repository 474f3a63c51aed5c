import { comparisonConflict } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { tablesOf, type GenerationKey } from './generationTables.js';

export interface DifferenceRow {
  readonly key: number;
  readonly text: string;
}

export interface DifferencePage {
  readonly generation: GenerationKey;
  readonly after: number | null;
  readonly limit: number;
}

/** Keys begin with 1 in an empty table, and grow by one. To be called inside a transaction. @throws GenerationConflict (see the port) */
export const addDifferences = (
  db: Database,
  generation: GenerationKey,
  texts: readonly string[],
  after: number,
): void => {
  const { differences } = tablesOf(generation);
  const { last } = db.prepare(`SELECT max(key) AS last FROM ${differences}`).get() as { last: number | null };
  if ((last ?? 0) !== after) throw comparisonConflict(generation);
  const add = db.prepare(`INSERT INTO ${differences} (text) VALUES (?)`);
  for (const text of texts) add.run(text);
};

/** One more than asked for, so that it is known whether more follow. */
export const readDifferences = (db: Database, { generation, after, limit }: DifferencePage): DifferenceRow[] =>
  db
    .prepare(`SELECT key, text FROM ${tablesOf(generation).differences} WHERE key > ? ORDER BY key LIMIT ?`)
    .all(after ?? 0, limit + 1) as DifferenceRow[];
