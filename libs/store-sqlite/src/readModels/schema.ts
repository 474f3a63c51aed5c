import { join } from 'node:path';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { prepareSchema, type SchemaStep } from '../sqlite/schemaVersion.js';
import { createDifferences, type GenerationKey } from './generationTables.js';

/** What belongs to no generation. A checkpoint outside generations (the linker's) has projection '' and generation 0. */
const makeTables: SchemaStep = (db) =>
  db.exec(`
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
`);

/**
 * Generations beside the live one. What one changes is in `comparisons`, which are never written again: whoever has read one by its key
 * need not read it a second time, though every request of a client asks which generation is live.
 */
const addBuilds: SchemaStep = (db) => {
  db.exec(`
    CREATE TABLE comparisons (key INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
    ALTER TABLE generations ADD COLUMN switching TEXT NOT NULL DEFAULT 'auto';
    ALTER TABLE generations ADD COLUMN error TEXT;
    ALTER TABLE generations ADD COLUMN comparison INTEGER;
    ALTER TABLE generations ADD COLUMN switched_at TEXT;
    UPDATE generations SET switched_at = created_at;
    ALTER TABLE checkpoints ADD COLUMN events INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE checkpoints ADD COLUMN per_second REAL;
  `);
  const known = db.prepare('SELECT projection, number FROM generations').all() as GenerationKey[];
  for (const generation of known) createDifferences(db, generation);
};

/** Leases have no times any more, which a wrong clock could make wrong; those of before belong to nobody who runs now. */
const countRenewals: SchemaStep = (db) =>
  db.exec(`
    DROP TABLE leases;
    CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT, counter INTEGER NOT NULL) WITHOUT ROWID;
  `);

/** What a build has to reach, and what keeps it from going on, as JSON. */
const addGoals: SchemaStep = (db) =>
  db.exec(`
    ALTER TABLE generations ADD COLUMN goal TEXT;
    ALTER TABLE generations ADD COLUMN troubles TEXT NOT NULL DEFAULT '{}';
  `);

export const readModelsFile = (dataDir: string): string => join(dataDir, 'readmodels.db');

/**
 * Small pages, since what costs is the page that each index needs to be written for a call: 59 KB written per call against 85 with 8 KB
 * pages and 135 with 16 KB (150,000 calls of 2.1 KB in puts of 100, the WAL's copy and the file's), for a file a quarter larger.
 * A large WAL, since a rebuild changes the same pages again and again: with 250 MB instead of 64 it wrote a seventh less. But whoever
 * commits as it fills up waits until it is copied.
 */
export const openReadModelsConnection = (dataDir: string): Promise<Database> =>
  openDatabase(readModelsFile(dataDir), { cacheMegabytes: 4, pageBytes: 4096, checkpointMegabytes: 128 });

export const prepareReadModels = (db: Database, path: string): void =>
  prepareSchema(db, path, [makeTables, addBuilds, countRenewals, addGoals]);
