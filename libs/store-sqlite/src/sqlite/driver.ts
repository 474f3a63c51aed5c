/** The one file that names the SQLite drivers. Both offer the API of Node's `node:sqlite`. */

import { setTimeout as wait } from 'node:timers/promises';
import { isBusy } from './sqliteErrors.js';

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface Statement {
  run(...values: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  iterate(...values: SqlValue[]): IterableIterator<unknown>;
  /** Rows as arrays instead of objects: cheaper to make and to send to another thread. */
  setReturnArrays(enabled: boolean): void;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
  readonly isTransaction: boolean;
}

interface SqliteDriver {
  readonly DatabaseSync: new (path: string) => Database;
}

/** Older versions can lose commits in WAL mode when a checkpoint meets a write (sqlite.org, the WAL-reset bug). */
const OLDEST_VERSION = '3.51.3';

/** Whether a version such as `3.53.0` is no older than `oldest`. */
export const isAtLeast = (version: string, oldest: string): boolean => {
  const wanted = oldest.split('.').map(Number);
  const parts = version.split('.').map(Number);
  for (const [i, part] of wanted.entries()) {
    const own = parts[i] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
};

/** Loads `node:sqlite` without its notice that it is experimental; every other warning passes. */
const loadBuiltIn = (): SqliteDriver => {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite')) return;
    (emitWarning as (...values: unknown[]) => void)(warning, ...rest);
  };
  try {
    return process.getBuiltinModule('node:sqlite') as SqliteDriver;
  } finally {
    process.emitWarning = emitWarning;
  }
};

const loadDriver = async (): Promise<SqliteDriver> => {
  const builtIn = process.versions.sqlite;
  if (builtIn !== undefined && isAtLeast(builtIn, OLDEST_VERSION)) return loadBuiltIn();
  return await import('@photostructure/sqlite');
};

/** Opens a file as SQLite does by itself: no WAL, and no waiting for another's lock. */
export const openUntuned = async (path: string): Promise<Database> => {
  const { DatabaseSync } = await loadDriver();
  return new DatabaseSync(path);
};

/** How one connection uses memory; a writer's cache holds the pages that the next commit will touch again. */
export interface ConnectionTuning {
  readonly cacheMegabytes: number;
  /** Taken when the file is made. */
  readonly pageBytes: number;
  /**
   * How large the WAL grows before a commit also copies it into the file. Larger: what is written again and again is copied once, and an
   * import stops for it less often, but then longer.
   */
  readonly checkpointMegabytes: number;
  /**
   * Whether each commit waits until the disk has it. Where it does not, a power failure takes the file back to an earlier commit, whole; the
   * end of a process loses nothing.
   */
  readonly syncedCommits: boolean;
}

const checkpointPages = ({ checkpointMegabytes, pageBytes }: ConnectionTuning): number =>
  Math.round((checkpointMegabytes * 1024 * 1024) / pageBytes);

/** How long a connection waits for another one's lock. */
export const LOCK_WAIT_MS = 5_000;

/**
 * Everywhere else SQLite waits for a lock itself, but not where two connections make a new file a WAL file at once, as processes do that
 * are started together.
 */
const switchToWal = async (db: Database): Promise<void> => {
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await wait(10);
    }
  }
};

/**
 * Opens a connection as every connection here must be: WAL, waiting for another process's write.
 * @throws Error the SQLite found is too old; the message says what to do
 */
export const openDatabase = async (path: string, tuning: ConnectionTuning): Promise<Database> => {
  const { DatabaseSync } = await loadDriver();
  const db = new DatabaseSync(path);
  try {
    // first of all: even to prepare a statement SQLite reads the file
    db.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    const { version } = db.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    if (!isAtLeast(version, OLDEST_VERSION)) {
      throw new Error(
        `SQLite ${version} is too old: ${OLDEST_VERSION} or newer is needed. Run "npm ci" to get @photostructure/sqlite as locked, or use a newer Node.`,
      );
    }
    db.exec(`PRAGMA page_size = ${tuning.pageBytes}`);
    await switchToWal(db);
    db.exec(`
      PRAGMA synchronous = ${tuning.syncedCommits ? 'FULL' : 'NORMAL'};
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = ${-tuning.cacheMegabytes * 1024};
      PRAGMA wal_autocheckpoint = ${checkpointPages(tuning)};
      PRAGMA journal_size_limit = ${256 * 1024 * 1024};
    `);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
};
