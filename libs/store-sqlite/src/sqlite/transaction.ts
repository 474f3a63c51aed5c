import type { Database } from './driver.js';
import { asPortError } from './sqliteErrors.js';

/**
 * Runs `work` in one write transaction: committed when it returns, undone when it throws.
 * @throws StoreUnavailable the disk is full, fails, or another process held the write lock too long; nothing was written
 */
export const inTransaction = <Result>(db: Database, work: () => Result): Result => {
  try {
    db.exec('BEGIN IMMEDIATE');
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // a full disk or an I/O error may have ended the transaction already
    if (db.isTransaction) db.exec('ROLLBACK');
    throw asPortError(error);
  }
};

/** Runs several reads against one state of the file. */
export const inSnapshot = <Result>(db: Database, work: () => Result): Result => {
  try {
    db.exec('BEGIN');
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw asPortError(error);
  }
};
