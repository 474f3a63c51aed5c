import type { GenerationKey } from '#ports';
import type { Database, SqlValue } from '../sqlite/driver.js';
import { tablesOf } from './generationTables.js';

/**
 * Rows removed in one transaction. To drop a large table at once takes seconds, in which no webhook's call could be written; so many of
 * the largest documents take some ten milliseconds.
 */
const ROWS = 5_000;

interface SchemaRow {
  readonly type: 'index' | 'table';
  readonly name: string;
}

const primaryKeyOf = (db: Database, table: string): string => {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').all(table);
  return (columns as { name: string }[]).map(({ name }) => name).join(', ');
};

/** Removes the first rows of a table; false, and nothing is removed, when it holds no more than a transaction may remove. */
const removeFirstRows = (db: Database, table: string): boolean => {
  const key = primaryKeyOf(db, table);
  const statement = db.prepare(`SELECT ${key} FROM ${table} ORDER BY ${key} LIMIT 1 OFFSET ${ROWS}`);
  statement.setReturnArrays(true);
  const last = statement.get() as SqlValue[] | undefined;
  if (last === undefined) return false;
  db.prepare(`DELETE FROM ${table} WHERE (${key}) <= (${last.map(() => '?').join(', ')})`).run(...last);
  return true;
};

/** One step towards removing a generation's tables; false when nothing is left. To be called inside a transaction, as often as it answers true. */
export const removeSomeOf = (db: Database, generation: GenerationKey): boolean => {
  const names = JSON.stringify(Object.values(tablesOf(generation)));
  // indexes first: without them rows go faster. Those that belong to a primary key have no statement and go with their table.
  const [next] = db
    .prepare(
      `SELECT type, name FROM sqlite_master WHERE tbl_name IN (SELECT value FROM json_each(?)) AND sql IS NOT NULL
       ORDER BY type = 'table', name LIMIT 1`,
    )
    .all(names) as SchemaRow[];
  if (next === undefined) return false;
  if (next.type === 'index') db.exec(`DROP INDEX ${next.name}`);
  else if (!removeFirstRows(db, next.name)) db.exec(`DROP TABLE ${next.name}`);
  return true;
};

/** The same for the differences alone, whose table stays. */
export const removeSomeDifferences = (db: Database, generation: GenerationKey): boolean => {
  const { differences } = tablesOf(generation);
  if (removeFirstRows(db, differences)) return true;
  db.exec(`DELETE FROM ${differences}`);
  return false;
};
