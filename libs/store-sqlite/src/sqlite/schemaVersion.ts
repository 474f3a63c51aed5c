import type { Database } from './driver.js';
import { inTransaction } from './transaction.js';

/** Takes a file one schema version further; the first one makes its tables. Once released, a step stays as it is. */
export type SchemaStep = (db: Database) => void;

const versionOf = (db: Database): number =>
  (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;

/**
 * Takes a file, a new one too, through the steps it has not been through, all in one transaction. Its version is their number.
 * @throws Error the file's schema is newer than this code knows; the message says what to do
 */
export const prepareSchema = (db: Database, path: string, steps: readonly SchemaStep[]): void => {
  if (versionOf(db) === steps.length) return; // without the write lock, which another process may hold for long
  inTransaction(db, () => {
    const found = versionOf(db);
    if (found > steps.length) {
      throw new Error(
        `${path} has schema version ${found}, this program knows up to ${steps.length}: start the newer program that made it, or choose another DATA_DIR`,
      );
    }
    if (found === steps.length) return;
    for (const step of steps.slice(found)) step(db);
    db.exec(`PRAGMA user_version = ${steps.length}`);
  });
};
