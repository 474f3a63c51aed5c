import { hourOf } from '#domain';
import type { GenerationKey } from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import { FILTER_COLUMNS, filterValues, legValues, type CallContent } from './callColumns.js';
import type { StreamTexts } from './documentTexts.js';
import { tablesOf, type GenerationTables } from './generationTables.js';

interface StoredRow {
  readonly id: string;
  readonly startedAt: string;
  readonly document: number;
  readonly text: string;
  readonly source: string;
  readonly project: string | null;
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

const prepareAll = (db: Database, t: GenerationTables): Record<StatementName, Statement> => {
  const columns = FILTER_COLUMNS.join(', ');
  const prepared = {
    streamRevision: `SELECT revision FROM ${t.streams} WHERE name = ?`,
    saveStream: `INSERT OR REPLACE INTO ${t.streams} (name, revision, position) VALUES (?, ?, ?)`,
    callsOfStream: `SELECT c.id, c.started_at AS startedAt, c.document, d.text, c.source, c.project
      FROM ${t.calls} c JOIN ${t.documents} d ON d.key = c.document WHERE c.stream = ?`,
    addDocument: `INSERT INTO ${t.documents} (text) VALUES (?)`,
    saveDocument: `UPDATE ${t.documents} SET text = ? WHERE key = ?`,
    dropDocument: `DELETE FROM ${t.documents} WHERE key = ?`,
    addCall: `INSERT INTO ${t.calls} (started_at, id, stream, document, revision, changed_at, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ${marks(FILTER_COLUMNS.length)})`,
    saveCall: `UPDATE ${t.calls} SET revision = ?, changed_at = ?, ${FILTER_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE started_at = ? AND id = ? AND stream = ?`,
    dropCall: `DELETE FROM ${t.calls} WHERE started_at = ? AND id = ? AND stream = ?`,
    addLeg: `INSERT INTO ${t.legs} (started_at, id, stream, leg, dialog, consultant, close_cause, talk_seconds) VALUES (${marks(8)})`,
    dropLegs: `DELETE FROM ${t.legs} WHERE started_at = ? AND id = ? AND stream = ?`,
    addRemoved: `INSERT OR REPLACE INTO ${t.removed} (stream, id, revision, changed_at, source, project) VALUES (${marks(6)})`,
    dropRemoved: `DELETE FROM ${t.removed} WHERE stream = ? AND id = ?`,
    findConsultant: `SELECT key FROM ${t.consultants} WHERE id IS ? AND username IS ?`,
    addConsultant: `INSERT INTO ${t.consultants} (id, username) VALUES (?, ?)`,
    saveRecord: `INSERT INTO ${t.records} (stream, id, text) VALUES (?1, ?2, ?3)
      ON CONFLICT (stream) DO UPDATE SET id = ?2, text = ?3 WHERE id <> ?2 OR text <> ?3`,
    dropRecord: `DELETE FROM ${t.records} WHERE stream = ?`,
    markHour: `INSERT INTO ${t.hours} (hour, changed_at, format) VALUES (?1, ?2, 0)
      ON CONFLICT (hour) DO UPDATE SET changed_at = ?2, format = 0, last_end = NULL, columns = NULL`,
    addPoison: `INSERT OR REPLACE INTO ${t.poisoned} (stream, revision, message, at) VALUES (?, ?, ?, ?)`,
    dropPoison: `DELETE FROM ${t.poisoned} WHERE stream = ?`,
  } satisfies Record<StatementName, string>;
  return Object.fromEntries(Object.entries(prepared).map(([name, sql]) => [name, db.prepare(sql)])) as Record<
    StatementName,
    Statement
  >;
};

type StatementName =
  | 'streamRevision'
  | 'saveStream'
  | 'callsOfStream'
  | 'addDocument'
  | 'saveDocument'
  | 'dropDocument'
  | 'addCall'
  | 'saveCall'
  | 'dropCall'
  | 'addLeg'
  | 'dropLegs'
  | 'addRemoved'
  | 'dropRemoved'
  | 'findConsultant'
  | 'addConsultant'
  | 'saveRecord'
  | 'dropRecord'
  | 'markHour'
  | 'addPoison'
  | 'dropPoison';

/** Writes one generation's documents. To be called inside a transaction. */
export class DocumentWriter {
  readonly #sql: Record<StatementName, Statement>;
  /** In which the calls started that this transaction writes or removes. */
  readonly #changedHours = new Set<number>();

  constructor(db: Database, generation: GenerationKey) {
    this.#sql = prepareAll(db, tablesOf(generation));
  }

  /** Writes the documents of each stream that is stored at a lower revision or not at all. */
  replaceStreams(documents: readonly StreamTexts[]): void {
    this.#changedHours.clear();
    for (const next of documents) if ((this.#revisionOf(next.stream) ?? -1) < next.revision) this.#writeStream(next);
    this.#markHours();
  }

  /** Writes the states of one stream, one after the other, if it is stored at `storedRevision`. */
  replaceStream(states: readonly StreamTexts[], storedRevision: number | null): boolean {
    this.#changedHours.clear();
    for (const [place, next] of states.entries()) {
      if (place === 0 && this.#revisionOf(next.stream) !== storedRevision) return false;
      this.#writeStream(next);
    }
    this.#markHours();
    return true;
  }

  /** Their segments are no longer what the calls are. */
  #markHours(): void {
    const now = Date.now();
    for (const hour of this.#changedHours) this.#sql.markHour.run(hour, now);
  }

  #revisionOf(stream: string): number | null {
    return (this.#sql.streamRevision.get(stream) as { revision: number } | undefined)?.revision ?? null;
  }

  #writeStream(next: StreamTexts): void {
    this.#sql.saveStream.run(next.stream, next.revision, next.position);
    if (next.poison !== null) {
      this.#sql.addPoison.run(next.stream, next.revision, next.poison.message, next.poison.at);
      return;
    }
    this.#sql.dropPoison.run(next.stream);
    this.#replaceCalls(next);
    if (next.record === null) this.#sql.dropRecord.run(next.stream);
    else this.#sql.saveRecord.run(next.stream, next.record.id, next.record.text);
  }

  #replaceCalls(next: StreamTexts): void {
    const rows = this.#sql.callsOfStream.all(next.stream) as StoredRow[];
    const vanished = new Map(rows.map((row) => [row.id, row]));
    for (const { id, text } of next.calls) {
      const row = vanished.get(id);
      vanished.delete(id);
      if (row?.text !== text) this.#writeCall(next, { id, text }, row);
    }
    for (const row of vanished.values()) this.#removeCall(next, row);
  }

  #writeCall(next: StreamTexts, { id, text }: StreamTexts['calls'][number], row: StoredRow | undefined): void {
    const { stream, revision, position } = next;
    const call = JSON.parse(text) as CallContent;
    const key = [call.startedAt, id, stream];
    this.#changedHours.add(hourOf(call.startedAt));
    if (row !== undefined && row.startedAt === call.startedAt) {
      this.#sql.saveDocument.run(text, row.document);
      this.#sql.saveCall.run(revision, position, ...filterValues(call, this.#numberConsultant), ...key);
      this.#sql.dropLegs.run(...key);
    } else {
      // a new call, or one whose start is now known to be another: then its place in every list changes
      if (row !== undefined) this.#dropCall(stream, row);
      else this.#sql.dropRemoved.run(stream, id);
      const document = Number(this.#sql.addDocument.run(text).lastInsertRowid);
      this.#sql.addCall.run(...key, document, revision, position, ...filterValues(call, this.#numberConsultant));
    }
    for (const [i, leg] of call.legs.entries())
      this.#sql.addLeg.run(...key, i, ...legValues(leg, this.#numberConsultant));
  }

  /** Not remembered here: after a transaction that was undone the numbers would be wrong. */
  readonly #numberConsultant = (id: string | null, username: string | null): number => {
    const known = this.#sql.findConsultant.get(id, username) as { key: number } | undefined;
    return known?.key ?? Number(this.#sql.addConsultant.run(id, username).lastInsertRowid);
  };

  #dropCall(stream: string, row: StoredRow): void {
    this.#changedHours.add(hourOf(row.startedAt));
    this.#sql.dropDocument.run(row.document);
    this.#sql.dropCall.run(row.startedAt, row.id, stream);
    this.#sql.dropLegs.run(row.startedAt, row.id, stream);
  }

  /** The marker keeps what decides who may see the removal. */
  #removeCall({ stream, revision, position }: StreamTexts, row: StoredRow): void {
    this.#dropCall(stream, row);
    this.#sql.addRemoved.run(stream, row.id, revision, position, row.source, row.project);
  }
}
