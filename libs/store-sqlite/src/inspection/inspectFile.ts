import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoreFault, StoreInspection } from '#ports';
import { LOCK_WAIT_MS, openUntuned, type Database } from '../sqlite/driver.js';
import { asPortError } from '../sqlite/sqliteErrors.js';

/** Types of network file systems as statfs(2) gives them: NFS, SMB (two versions), CIFS, 9P, AFS. */
const NETWORK_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x5346414f]);

/** SQLite's write-ahead log is shared memory between processes, which no network file system gives (sqlite.org/wal.html). */
const faultOfFileSystem = async (path: string): Promise<readonly StoreFault[]> => {
  const { type } = await statfs(dirname(path));
  if (!NETWORK_FILE_SYSTEMS.has(type)) return [];
  return [
    {
      severity: 'error',
      message: `${dirname(path)} lies on a network file system, where SQLite can lose what it has acknowledged`,
      remedy: 'move DATA_DIR to a disk of this machine, or use servers as stores',
    },
  ];
};

const numberOf = (db: Database, pragma: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>)[0]);

/** Bytes in use: pages that nothing stands in any more are left out, since they are filled first. */
const usedBytes = (db: Database): number =>
  (numberOf(db, 'page_count') - numberOf(db, 'freelist_count')) * numberOf(db, 'page_size');

const versionOf = (db: Database): string =>
  (db.prepare('SELECT sqlite_version() AS version').get() as { version: string }).version;

const NOTHING_YET = { isNew: true, faults: [], indexes: null, bytes: 0, serverDisk: null, clocks: null } as const;

/** What is known of a file that is not there yet. */
const inspectMissing = async (path: string): Promise<StoreInspection> => {
  const db = await openUntuned(':memory:');
  try {
    const faults = existsSync(dirname(path)) ? await faultOfFileSystem(path) : [];
    return { ...NOTHING_YET, product: `SQLite ${versionOf(db)}`, faults };
  } finally {
    db.close();
  }
};

/** What `look` finds in a file, beside what is the same for both files. */
type Found = Pick<StoreInspection, 'isNew' | 'faults' | 'indexes'>;

/**
 * Looks at a file of a store with a connection that only reads. A file that is not there is not made.
 * @param missing what `look` would say of a file that is not there
 * @throws StoreUnavailable it cannot be opened
 */
export const inspectFile = async <More extends Found>(
  path: string,
  missing: Omit<More, keyof StoreInspection>,
  look: (db: Database) => Promise<More> | More,
): Promise<StoreInspection & Omit<More, keyof StoreInspection>> => {
  if (!existsSync(path)) return { ...(await inspectMissing(path)), ...missing };
  const db = await openUntuned(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}; PRAGMA query_only = ON`);
    const found = await look(db);
    const faults = [...(await faultOfFileSystem(path)), ...found.faults];
    const product = `SQLite ${versionOf(db)}`;
    return { ...found, product, faults, bytes: usedBytes(db), serverDisk: null, clocks: null };
  } catch (error) {
    throw asPortError(error);
  } finally {
    db.close();
  }
};
