import { join } from 'node:path';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { prepareSchema } from '../sqlite/schemaVersion.js';

const SCHEMA_VERSION = 1;

/** What belongs to no generation. A checkpoint outside generations (the linker's) has projection '' and generation 0. */
const TABLES = `
  CREATE TABLE generations (
    projection TEXT NOT NULL,
    number INTEGER NOT NULL,
    rules_version TEXT NOT NULL,
    state TEXT NOT NULL,
    log_identity TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (projection, number)
  ) WITHOUT ROWID;
  CREATE TABLE checkpoints (
    projection TEXT NOT NULL,
    generation INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    position TEXT NOT NULL,
    log_identity TEXT NOT NULL,
    log_time TEXT,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (projection, generation, consumer)
  ) WITHOUT ROWID;
  CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, held_until INTEGER NOT NULL) WITHOUT ROWID;
`;

export const readModelsFile = (dataDir: string): string => join(dataDir, 'readmodels.db');

export const openReadModelsConnection = (dataDir: string): Promise<Database> =>
  openDatabase(readModelsFile(dataDir), { cacheMegabytes: 64, pageBytes: 8192 });

export const prepareReadModels = (db: Database, path: string): void =>
  prepareSchema(db, path, SCHEMA_VERSION, () => db.exec(TABLES));
