import type { Database, Statement } from './driver.js';

const kept = new WeakMap<Database, Map<string, Statement>>();

/**
 * A statement that is prepared once for each connection: for texts that are always the same and run often. To prepare one costs several
 * times as much as to run it.
 */
export const prepared = (db: Database, sql: string): Statement => {
  const ofDatabase = kept.get(db) ?? new Map<string, Statement>();
  kept.set(db, ofDatabase);
  const statement = ofDatabase.get(sql) ?? db.prepare(sql);
  ofDatabase.set(sql, statement);
  return statement;
};
