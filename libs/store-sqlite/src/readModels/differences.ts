import type { DifferenceCounts } from '#domain';
import { comparisonConflict, countedDifferences } from '#ports';
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

/** Keys begin with 1 in an empty table, and grow by one. @throws GenerationConflict there are not so many differences */
const assertCount = (db: Database, generation: GenerationKey, count: number): void => {
  const { differences } = tablesOf(generation);
  const { last } = db.prepare(`SELECT max(key) AS last FROM ${differences}`).get() as { last: number | null };
  if ((last ?? 0) !== count) throw comparisonConflict(generation);
};

/** To be called inside a transaction. @throws GenerationConflict (see the port) */
export const addDifferences = (
  db: Database,
  generation: GenerationKey,
  texts: readonly string[],
  after: number,
): void => {
  assertCount(db, generation, after);
  const add = db.prepare(`INSERT INTO ${tablesOf(generation).differences} (text) VALUES (?)`);
  for (const text of texts) add.run(text);
};

/** To be called inside a transaction. @throws GenerationConflict (see the port) */
export const saveComparison = (db: Database, generation: GenerationKey, counts: DifferenceCounts): void => {
  assertCount(db, generation, countedDifferences(counts));
  db.prepare('INSERT OR REPLACE INTO comparisons (projection, generation, counts) VALUES (?, ?, ?)').run(
    generation.projection,
    generation.number,
    JSON.stringify(counts),
  );
};

export const readComparison = (db: Database, { projection, number }: GenerationKey): DifferenceCounts | null => {
  const found = db.prepare('SELECT counts FROM comparisons WHERE projection = ? AND generation = ?');
  const row = found.get(projection, number) as { counts: string } | undefined;
  return row === undefined ? null : (JSON.parse(row.counts) as DifferenceCounts);
};

/** One more than asked for, so that it is known whether more follow. */
export const readDifferences = (db: Database, { generation, after, limit }: DifferencePage): DifferenceRow[] =>
  db
    .prepare(`SELECT key, text FROM ${tablesOf(generation).differences} WHERE key > ? ORDER BY key LIMIT ?`)
    .all(after ?? 0, limit + 1) as DifferenceRow[];
