import { openUntuned } from './driver.js';
import { isBusy } from './sqliteErrors.js';

/** A file that nobody else holds as long as this is not released. */
export interface FileLock {
  /** Once more does nothing. */
  release(): void;
}

/**
 * Holds `path`, a file made for nothing else, or answers null when another process, or this one, holds it already. The lock is an SQLite
 * transaction that never ends: the kernel frees it with the process, however that dies, so none is ever left behind.
 */
export const lockFile = async (path: string): Promise<FileLock | null> => {
  const db = await openUntuned(path);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    throw error;
  }
  let isHeld = true;
  return {
    release: () => {
      if (isHeld) db.close();
      isHeld = false;
    },
  };
};
