import { join } from 'node:path';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { prepareSchema, type SchemaStep } from '../sqlite/schemaVersion.js';

/**
 * What belongs to no single generation. Each generation has tables of its own, made with it (generationTables.ts). A checkpoint outside
 * generations (the linker's) has projection '' and generation 0. `troubles`, `goal`, `feed`, `counts` and `content` are JSON.
 */
const makeTables: SchemaStep = (db) =>
  db.exec(`
  CREATE TABLE generations (
    projection TEXT NOT NULL,
    number INTEGER NOT NULL,
    rules_version TEXT NOT NULL,
    state TEXT NOT NULL,
    log_identity TEXT NOT NULL,
    created_at TEXT NOT NULL,
    switching TEXT NOT NULL,
    troubles TEXT NOT NULL,
    goal TEXT,
    switched_at TEXT,
    feed TEXT NOT NULL,
    PRIMARY KEY (projection, number)
  ) WITHOUT ROWID;
  CREATE TABLE comparisons (
    projection TEXT NOT NULL,
    generation INTEGER NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (projection, generation)
  ) WITHOUT ROWID;
  CREATE TABLE checkpoints (
    projection TEXT NOT NULL,
    generation INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    position TEXT NOT NULL,
    log_identity TEXT NOT NULL,
    log_time TEXT,
    saved_at TEXT NOT NULL,
    events INTEGER NOT NULL,
    per_second REAL,
    PRIMARY KEY (projection, generation, consumer)
  ) WITHOUT ROWID;
  CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT, counter INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE summaries (name TEXT PRIMARY KEY, content TEXT NOT NULL);
`);

export const readModelsFile = (dataDir: string): string => join(dataDir, 'readmodels.db');

/**
 * Small pages, since what costs is the page that each index needs to be written for a call: 59 KB written per call against 85 with 8 KB
 * pages and 135 with 16 KB (150,000 calls of 2.1 KB in batches of 100, the WAL's copy and the file's), for a file a quarter larger.
 *
 * A small WAL, though a large one writes a fifth less (12 KB a call with 128 MB, 15 with 16): it is synced as a whole before it is copied
 * into the file, and whoever appends to the log on the same disk waits meanwhile (docs/performance.md#ingest-and-freshness).
 *
 * Documents and checkpoints are committed without waiting for the disk: they come from the log, which does wait, and what a power failure
 * takes back of them is projected again (docs/decisions/0058-read-models-do-not-wait-for-the-disk.md).
 */
export const openReadModelsConnection = (dataDir: string): Promise<Database> =>
  openDatabase(readModelsFile(dataDir), {
    cacheMegabytes: 4,
    pageBytes: 4096,
    checkpointMegabytes: 16,
    syncedCommits: false,
  });

export const prepareReadModels = (db: Database, path: string): void => prepareSchema(db, path, [makeTables]);
