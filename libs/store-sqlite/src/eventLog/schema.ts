import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase, type Database } from '../sqlite/driver.js';
import { prepareSchema, type SchemaStep } from '../sqlite/schemaVersion.js';

/**
 * A `position` is assigned inside the write transaction, and SQLite has one writer at a time, across all processes. So the order of positions
 * is the order of commits, and whoever has read up to a position never misses a smaller one. AUTOINCREMENT never uses a position twice, not
 * even that of a deleted last row.
 * `text` is the event's JSON as it was received. JSON escapes NUL and lone surrogates, so any JSON text can be stored as TEXT.
 */
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL REFERENCES streams (id),
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (stream, revision),
    UNIQUE (stream, id)
  );
`;

export const logFile = (dataDir: string): string => join(dataDir, 'events.db');

export const openLogConnection = (dataDir: string): Promise<Database> =>
  openDatabase(logFile(dataDir), { cacheMegabytes: 2, pageBytes: 8192, checkpointMegabytes: 16, syncedCommits: true });

/** Makes the log's tables and gives the log its identity. */
const makeLog: SchemaStep = (db) => {
  db.exec(TABLES);
  db.prepare("INSERT INTO meta (name, value) VALUES ('identity', ?)").run(randomUUID());
};

/** Makes the log in this file if it is not there yet. */
export const prepareLog = (db: Database, path: string): void => prepareSchema(db, path, [makeLog]);
