import type { GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';

export interface GenerationTables {
  readonly streams: string;
  readonly calls: string;
  readonly documents: string;
  readonly hours: string;
  readonly segments: string;
  readonly legs: string;
  readonly consultants: string;
  readonly removed: string;
  readonly poisoned: string;
  readonly differences: string;
}

export const HOUR_SECONDS = 3_600;

const PROJECTION_NAME = /^[a-z][a-z0-9_]{0,30}$/;

/** @throws TypeError the projection's name cannot be part of a table's name */
export const tablesOf = ({ projection, number }: GenerationKey): GenerationTables => {
  if (!PROJECTION_NAME.test(projection) || !Number.isSafeInteger(number)) {
    throw new TypeError(`${projection} ${number} cannot name a generation's tables`);
  }
  const named = (what: string): string => `${projection}_v${number}_${what}`;
  return {
    streams: named('streams'),
    calls: named('calls'),
    documents: named('documents'),
    hours: named('hours'),
    segments: named('segments'),
    legs: named('legs'),
    consultants: named('consultants'),
    removed: named('removed'),
    poisoned: named('poisoned'),
    differences: named('differences'),
  };
};

/**
 * Columns of the calls with an index that a page can be read from in order. Few, since each index is written for each call, and the rest is
 * found well enough without: a million calls are scanned in 200 ms, so a value that one call in a thousand has fills a page in 10.
 */
export const CALL_INDEXES = ['campaign', 'project', 'consultant', 'outcome', 'hangup_side'] as const;
/** The same for a column that is never asked for null, which its index leaves out. */
export const CALL_INDEXES_WITHOUT_NULL = ['contact_number'] as const;

/**
 * Writing costs what its pages cost: each index whose keys come in no order needs a page of its own for each call, in the WAL and again in
 * the file (docs/decisions/0054-narrow-keys-in-sqlite.md). So streams and documents have numbers, which grow as they are stored, and calls
 * lie in the order of (started_at, document): of the lists, but for calls that start in the same second. Their few are sorted when they are
 * read. Without a rowid every secondary index ends in these two numbers, and gives a page in order at any depth.
 *
 * - `started_at` of calls and legs is in seconds since the epoch.
 * - The record of a stream is found by the stream's name, and by `record_id` where the name does not say it (recordStreams.ts).
 * - `stream` of a call is the stream's name, by which rows are ordered and answered; `stream_key` its number.
 * - The filters' columns stand apart from the documents, so that a page of a rare value can scan a few hundred bytes a call instead of the
 *   document's thousands. Those that have no index come first: to reach a column of a row, SQLite steps over all before it.
 * - A consultant is asked for by id or by username: one number stands for both, so that one index serves.
 * - `changed_at` of a call is its place in the feed of changes (docs/decisions/0034-the-order-of-changes.md).
 * - Of each hour in which calls started there is a row; its `changed_at` is a time in milliseconds. Where its `format` is that of the
 *   segments, the calls' columns for statistics are in the segment of its day; where it is 0, what is there of the hour is out of date
 *   (docs/decisions/0065-a-segment-for-each-day.md).
 */
const tableStatements = (t: GenerationTables): string => `
  CREATE TABLE ${t.streams} (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    position TEXT NOT NULL,
    record_id TEXT,
    record TEXT
  );
  CREATE UNIQUE INDEX ${t.streams}_by_name ON ${t.streams} (name);
  CREATE INDEX ${t.streams}_by_record ON ${t.streams} (record_id) WHERE record_id IS NOT NULL;
  CREATE TABLE ${t.calls} (
    started_at INTEGER NOT NULL,
    document INTEGER NOT NULL,
    started_quarter INTEGER NOT NULL,
    close_causes TEXT,
    ended INTEGER NOT NULL,
    ended_at TEXT,
    ended_quarter INTEGER,
    last_received INTEGER,
    record_closed_after INTEGER NOT NULL,
    source TEXT NOT NULL,
    attempt INTEGER,
    kind TEXT NOT NULL,
    direction TEXT,
    dialing_method TEXT,
    hangup_certainty TEXT,
    talk_seconds INTEGER,
    quality TEXT,
    campaign TEXT,
    project TEXT,
    consultant INTEGER,
    record TEXT,
    outcome TEXT,
    hangup_side TEXT,
    contact_number TEXT,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    stream_key INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (started_at, document)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX ${t.calls}_by_stream ON ${t.calls} (stream_key, id);
  CREATE TABLE ${t.documents} (key INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE ${t.hours} (hour INTEGER PRIMARY KEY, changed_at INTEGER NOT NULL, format INTEGER NOT NULL);
  CREATE INDEX ${t.hours}_by_format ON ${t.hours} (format, changed_at);
  CREATE TABLE ${t.segments} (day INTEGER PRIMARY KEY, format INTEGER NOT NULL, last_end INTEGER, columns BLOB NOT NULL);
  CREATE TABLE ${t.legs} (
    started_at INTEGER NOT NULL,
    document INTEGER NOT NULL,
    leg INTEGER NOT NULL,
    dialog TEXT NOT NULL,
    consultant INTEGER,
    close_cause TEXT,
    talk_seconds INTEGER,
    PRIMARY KEY (started_at, document, leg)
  ) WITHOUT ROWID;
  CREATE TABLE ${t.consultants} (key INTEGER PRIMARY KEY, id TEXT, username TEXT);
  CREATE INDEX ${t.consultants}_by_id ON ${t.consultants} (id, username);
  CREATE INDEX ${t.consultants}_by_username ON ${t.consultants} (username);
  CREATE TABLE ${t.removed} (
    stream TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    source TEXT NOT NULL,
    project TEXT,
    PRIMARY KEY (stream, id)
  ) WITHOUT ROWID;
  CREATE TABLE ${t.poisoned} (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, message TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE ${t.differences} (key INTEGER PRIMARY KEY, text TEXT NOT NULL);
`;

/**
 * Indexes that writing documents does not need, but a page or a look-up does. They are there from the start all the same, and make a build
 * slower: while SQLite makes one over a million calls, nobody else can write (docs/decisions/0011-indexes-of-a-build-and-drops-in-steps.md).
 */
const readingIndexes = (t: GenerationTables): string => {
  const inOrder = 'started_at, document';
  const byColumn = (column: string): string =>
    `CREATE INDEX ${t.calls}_by_${column} ON ${t.calls} (${column}, ${inOrder})`;
  return `
    ${CALL_INDEXES.map((column) => `${byColumn(column)};`).join('\n')}
    ${CALL_INDEXES_WITHOUT_NULL.map((column) => `${byColumn(column)} WHERE ${column} IS NOT NULL;`).join('\n')}
    CREATE INDEX ${t.calls}_open ON ${t.calls} (${inOrder}) WHERE ended = 0;
    CREATE INDEX ${t.calls}_flagged ON ${t.calls} (${inOrder}) WHERE quality IS NOT NULL;
    CREATE INDEX ${t.calls}_settling ON ${t.calls} (last_received) WHERE ended = 1 AND record_closed_after = 0;
    CREATE INDEX ${t.calls}_by_change ON ${t.calls} (changed_at, id);
    CREATE INDEX ${t.removed}_by_change ON ${t.removed} (changed_at, id);
    CREATE INDEX ${t.legs}_by_dialog ON ${t.legs} (dialog);
    CREATE INDEX ${t.legs}_by_consultant ON ${t.legs} (consultant, ${inOrder}, leg) WHERE consultant IS NOT NULL;
  `;
};

export const createTables = (db: Database, key: GenerationKey): void => {
  const tables = tablesOf(key);
  db.exec(tableStatements(tables));
  db.exec(readingIndexes(tables));
};
