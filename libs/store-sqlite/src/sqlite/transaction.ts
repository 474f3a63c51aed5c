import type { Database } from './driver.js';
import { LOCK_WAIT_MS } from './driver.js';
import { asPortError, isBusy } from './sqliteErrors.js';

const sleeper = new Int32Array(new SharedArrayBuffer(4));
/** Blocks this thread; only a store's own threads may. */
export const blockFor = (milliseconds: number): void => void Atomics.wait(sleeper, 0, 0, milliseconds);

/**
 * Begins writing, waiting while another process does. SQLite's own waiting looks ever more seldom, at last every 100 ms: beside an
 * import that writes all the time it would hardly ever find the file free. This looks every millisecond.
 */
const beginWriting = (db: Database): void => {
  const deadline = performance.now() + LOCK_WAIT_MS;
  db.exec('PRAGMA busy_timeout = 1');
  try {
    for (;;) {
      try {
        db.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
    }
  } finally {
    db.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
  }
};

/**
 * Runs `work` in one write transaction: committed when it returns, undone when it throws.
 * @throws StoreUnavailable the disk is full, fails, or another process held the write lock too long; nothing was written
 */
export const inTransaction = <Result>(db: Database, work: () => Result): Result => {
  try {
    beginWriting(db);
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // a full disk or an I/O error may have ended the transaction already
    if (db.isTransaction) db.exec('ROLLBACK');
    throw asPortError(error);
  }
};

/** The same on a connection whose commits do not wait for the disk: this one does, and all commits before it are on the disk with it. */
export const inSyncedTransaction = <Result>(db: Database, work: () => Result): Result => {
  db.exec('PRAGMA synchronous = FULL');
  try {
    return inTransaction(db, work);
  } finally {
    db.exec('PRAGMA synchronous = NORMAL');
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
