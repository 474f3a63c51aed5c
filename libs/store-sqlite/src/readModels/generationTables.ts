import type { GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';

export interface GenerationTables {
  readonly streams: string;
  readonly calls: string;
  readonly documents: string;
  readonly hours: string;
  readonly legs: string;
  readonly consultants: string;
  readonly removed: string;
  readonly records: string;
  readonly poisoned: string;
  readonly differences: string;
}

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
    legs: named('legs'),
    consultants: named('consultants'),
    removed: named('removed'),
    records: named('records'),
    poisoned: named('poisoned'),
    differences: named('differences'),
  };
};

/**
 * Columns of the calls with an index that a page can be read from in order. Few, since an index on a column of many values costs a page
 * to be written for each call (a page of the WAL, and again of the file), and the rest is found well enough without: a million calls are
 * scanned in 200 ms, so a value that one call in a thousand has fills a page in 10.
 */
export const CALL_INDEXES = ['campaign', 'project', 'consultant', 'outcome', 'hangup_side'] as const;
/** The same for columns that are never asked for null, which their indexes leave out. */
export const CALL_INDEXES_WITHOUT_NULL = ['record', 'contact_number'] as const;

/**
 * The filters' columns stand apart from the documents, so that a page of a rare value can scan a few hundred bytes a call instead of the
 * document's thousands, and lie in the order of the lists (started_at, id, stream). Without a rowid every secondary index ends in that
 * key too: each of them gives a page in order, at any depth, with no sort.
 * A consultant is asked for by id or by username: one number stands for both, so that one index serves.
 * The columns are plainly written. Stored generated ones cannot reach into another table, and they gain little: 15 against 20 microseconds
 * of CPU a document of 2.1 KB, of the 120 and more that a call costs with its indexes (Node 20, SQLite 3.53, `json_extract` against
 * `JSON.parse` in the writer's thread). `changed_at` is the document's place in the feed of changes (docs/decisions/0034-the-order-of-changes.md).
 * Of each hour in which calls started there is a row, with their columns for statistics where `format` says that they are there; 0: they
 * are not. There `changed_at` is a time in milliseconds (docs/decisions/0035-segments-of-columns.md).
 */
const tableStatements = (t: GenerationTables): string => `
  CREATE TABLE ${t.streams} (name TEXT PRIMARY KEY, revision INTEGER NOT NULL, position TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE ${t.calls} (
    started_at TEXT NOT NULL,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    document INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    source TEXT NOT NULL,
    campaign TEXT,
    project TEXT,
    consultant INTEGER,
    record TEXT,
    attempt INTEGER,
    kind TEXT NOT NULL,
    direction TEXT,
    dialing_method TEXT,
    ended INTEGER NOT NULL,
    started_quarter INTEGER NOT NULL,
    ended_at TEXT,
    ended_quarter INTEGER,
    last_received INTEGER,
    record_closed_after INTEGER NOT NULL,
    outcome TEXT,
    hangup_side TEXT,
    hangup_certainty TEXT,
    talk_seconds INTEGER,
    quality TEXT,
    close_causes TEXT,
    contact_number TEXT,
    PRIMARY KEY (started_at, id, stream)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX ${t.calls}_by_stream ON ${t.calls} (stream, id);
  CREATE TABLE ${t.documents} (key INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE ${t.hours} (hour INTEGER PRIMARY KEY, changed_at INTEGER NOT NULL, format INTEGER NOT NULL, last_end INTEGER, columns BLOB);
  CREATE INDEX ${t.hours}_by_format ON ${t.hours} (format, changed_at);
  CREATE TABLE ${t.legs} (
    started_at TEXT NOT NULL,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    leg INTEGER NOT NULL,
    dialog TEXT NOT NULL,
    consultant INTEGER,
    close_cause TEXT,
    talk_seconds INTEGER,
    PRIMARY KEY (started_at, id, stream, leg)
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
  CREATE TABLE ${t.records} (stream TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE ${t.poisoned} (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, message TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE ${t.differences} (key INTEGER PRIMARY KEY, text TEXT NOT NULL);
`;

/**
 * Indexes that writing documents does not need, but a page or a look-up does. They are there from the start all the same, and make a build slower: to make one
 * over a million calls takes SQLite up to 12 seconds, in which nobody else can write (decision 0011).
 */
const readingIndexes = (t: GenerationTables): string => {
  const listOrder = 'started_at, id, stream';
  const byColumn = (column: string): string =>
    `CREATE INDEX ${t.calls}_by_${column} ON ${t.calls} (${column}, ${listOrder})`;
  return `
    ${CALL_INDEXES.map((column) => `${byColumn(column)};`).join('\n')}
    ${CALL_INDEXES_WITHOUT_NULL.map((column) => `${byColumn(column)} WHERE ${column} IS NOT NULL;`).join('\n')}
    CREATE INDEX ${t.calls}_open ON ${t.calls} (${listOrder}) WHERE ended = 0;
    CREATE INDEX ${t.calls}_flagged ON ${t.calls} (${listOrder}) WHERE quality IS NOT NULL;
    CREATE INDEX ${t.calls}_settling ON ${t.calls} (last_received) WHERE ended = 1 AND record_closed_after = 0;
    CREATE INDEX ${t.calls}_by_change ON ${t.calls} (changed_at, id, stream);
    CREATE INDEX ${t.removed}_by_change ON ${t.removed} (changed_at, id, stream);
    CREATE INDEX ${t.legs}_by_dialog ON ${t.legs} (dialog);
    CREATE INDEX ${t.legs}_by_consultant ON ${t.legs} (consultant, ${listOrder}, leg) WHERE consultant IS NOT NULL;
    CREATE INDEX ${t.records}_by_id ON ${t.records} (id);
  `;
};

export const createTables = (db: Database, key: GenerationKey): void => {
  const tables = tablesOf(key);
  db.exec(tableStatements(tables));
  db.exec(readingIndexes(tables));
};
