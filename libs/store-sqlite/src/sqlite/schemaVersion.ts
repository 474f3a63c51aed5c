import type { Database } from './driver.js';
import { inTransaction } from './transaction.js';

/**
 * Makes the tables in an empty file and refuses a file that newer code has made.
 * @throws Error the file's schema is newer than this code knows; the message says what to do
 */
export const prepareSchema = (db: Database, path: string, version: number, create: () => void): void => {
  inTransaction(db, () => {
    const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found > version) {
      throw new Error(
        `${path} has schema version ${found}, this program knows up to ${version}: start the newer program that made it, or choose another DATA_DIR`,
      );
    }
    if (found === version) return;
    create();
    db.exec(`PRAGMA user_version = ${version}`);
  });
};
