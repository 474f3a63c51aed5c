import type { Database, Statement } from '../sqlite/driver.js';
import { FILTER_COLUMNS } from './callColumns.js';
import type { GenerationTables } from './generationTables.js';

const COLUMNS = FILTER_COLUMNS.join(', ');

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

/** What DocumentWriter runs. */
const statementsOf = (t: GenerationTables) => ({
  findStream: `SELECT key, revision FROM ${t.streams} WHERE name = ?`,
  addStream: `INSERT INTO ${t.streams} (name, revision, position, record_id, record) VALUES (?, ?, ?, ?, ?)`,
  saveStream: `UPDATE ${t.streams} SET revision = ?, position = ?, record_id = ?, record = ? WHERE key = ?`,
  moveStream: `UPDATE ${t.streams} SET revision = ?, position = ? WHERE key = ?`,
  callsOfStream: `SELECT c.id, c.started_at AS startedAt, c.document, d.text, c.source, c.project
    FROM ${t.calls} c JOIN ${t.documents} d ON d.key = c.document WHERE c.stream_key = ?`,
  callOfStream: `SELECT c.id, c.started_at AS startedAt, c.document, d.text, c.source, c.project
    FROM ${t.calls} c JOIN ${t.documents} d ON d.key = c.document WHERE c.stream_key = ? AND c.id = ?`,
  addDocument: `INSERT INTO ${t.documents} (text) VALUES (?)`,
  saveDocument: `UPDATE ${t.documents} SET text = ? WHERE key = ?`,
  dropDocument: `DELETE FROM ${t.documents} WHERE key = ?`,
  addCall: `INSERT INTO ${t.calls} (started_at, document, id, stream, stream_key, revision, changed_at, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ${marks(FILTER_COLUMNS.length)})`,
  saveCall: `UPDATE ${t.calls} SET revision = ?, changed_at = ?, ${FILTER_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE started_at = ? AND document = ?`,
  dropCall: `DELETE FROM ${t.calls} WHERE started_at = ? AND document = ?`,
  addLeg: `INSERT INTO ${t.legs} (started_at, document, leg, dialog, consultant, close_cause, talk_seconds) VALUES (${marks(7)})`,
  dropLegs: `DELETE FROM ${t.legs} WHERE started_at = ? AND document = ?`,
  addRemoved: `INSERT OR REPLACE INTO ${t.removed} (stream, id, revision, changed_at, source, project) VALUES (${marks(6)})`,
  dropRemoved: `DELETE FROM ${t.removed} WHERE stream = ? AND id = ?`,
  findConsultant: `SELECT key FROM ${t.consultants} WHERE id IS ? AND username IS ?`,
  addConsultant: `INSERT INTO ${t.consultants} (id, username) VALUES (?, ?)`,
  markHour: `INSERT INTO ${t.hours} (hour, changed_at, format) VALUES (?1, ?2, 0)
    ON CONFLICT (hour) DO UPDATE SET changed_at = ?2, format = 0`,
  addPoison: `INSERT OR REPLACE INTO ${t.poisoned} (stream, revision, message, at) VALUES (?, ?, ?, ?)`,
  isPoisoned: `SELECT 1 FROM ${t.poisoned} WHERE stream = ?`,
  dropPoison: `DELETE FROM ${t.poisoned} WHERE stream = ?`,
});

type StatementName = keyof ReturnType<typeof statementsOf>;

export type DocumentStatements = Readonly<Record<StatementName, Statement>>;

export const prepareStatements = (db: Database, tables: GenerationTables): DocumentStatements =>
  Object.fromEntries(
    Object.entries(statementsOf(tables)).map(([name, sql]) => [name, db.prepare(sql)]),
  ) as unknown as DocumentStatements;
