import { secondsOf, type CallContent } from '#domain';
import type { GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { filterValues, legValues } from './callColumns.js';
import { prepareStatements, type DocumentStatements } from './documentStatements.js';
import type { CallText, StreamTexts } from './documentTexts.js';
import { HOUR_SECONDS, tablesOf } from './generationTables.js';
import { recordIdBesideName } from './recordStreams.js';

/** A stored stream: its number in the table of streams, and up to where its calls are folded. */
interface StreamRow {
  readonly key: number;
  readonly revision: number;
}

interface StoredRow {
  readonly id: string;
  /** In seconds since the epoch. */
  readonly startedAt: number;
  readonly document: number;
  readonly text: string;
  readonly source: string;
  readonly project: string | null;
}

/** Hours are counted from the epoch, as segments are. */
const hourAt = (seconds: number): number => Math.floor(seconds / HOUR_SECONDS);

/** Writes one generation's documents. To be called inside a transaction; after one that was undone it is of no use any more. */
export class DocumentWriter {
  readonly #sql: DocumentStatements;
  /** In which the calls started that this transaction writes or removes. */
  readonly #changedHours = new Set<number>();
  readonly #consultants = new Map<string, number>();

  constructor(db: Database, generation: GenerationKey) {
    this.#sql = prepareStatements(db, tablesOf(generation));
  }

  /** Whether the calls that `next` leaves out are stored as they are. */
  hasWhatIsLeftOut({ stream, since }: StreamTexts): boolean {
    if (since === null) return true;
    return this.#find(stream)?.revision === since && this.#sql.isPoisoned.get(stream) === undefined;
  }

  /** Writes the documents of each stream that is stored at a lower revision or not at all. */
  replaceStreams(documents: readonly StreamTexts[]): void {
    this.#changedHours.clear();
    for (const next of documents) {
      const former = this.#find(next.stream);
      if (former === undefined || former.revision < next.revision) this.#writeStream(next, former);
    }
    this.#markHours();
  }

  /** Writes the states of one stream, one after the other, if it is stored at `storedRevision`. */
  replaceStream(states: readonly StreamTexts[], storedRevision: number | null): boolean {
    this.#changedHours.clear();
    for (const [place, next] of states.entries()) {
      const former = this.#find(next.stream);
      if (place === 0 && (former?.revision ?? null) !== storedRevision) return false;
      this.#writeStream(next, former);
    }
    this.#markHours();
    return true;
  }

  /** What the segments hold of them is out of date. */
  #markHours(): void {
    const now = Date.now();
    for (const hour of this.#changedHours) this.#sql.markHour.run(hour, now);
  }

  #find(stream: string): StreamRow | undefined {
    return this.#sql.findStream.get(stream) as StreamRow | undefined;
  }

  /** A poisoned stream keeps its calls and its record. */
  #writeStream(next: StreamTexts, former: StreamRow | undefined): void {
    const { stream, revision, position, poison } = next;
    if (poison !== null) {
      if (former === undefined) this.#sql.addStream.run(stream, revision, position, null, null);
      else this.#sql.moveStream.run(revision, position, former.key);
      this.#sql.addPoison.run(stream, revision, poison.message, poison.at);
      return;
    }
    const record = [recordIdBesideName(stream, next.recordId), next.record?.text ?? null] as const;
    if (former === undefined) {
      const key = Number(this.#sql.addStream.run(stream, revision, position, ...record).lastInsertRowid);
      for (const call of next.calls) this.#writeCall(next, key, call, undefined);
    } else {
      this.#sql.saveStream.run(revision, position, ...record, former.key);
      this.#sql.dropPoison.run(stream);
      this.#replaceCalls(next, former.key);
    }
  }

  #replaceCalls(next: StreamTexts, streamKey: number): void {
    const rows = this.#storedRows(next, streamKey);
    const vanished = new Map(rows.map((row) => [row.id, row]));
    for (const call of next.calls) {
      const row = vanished.get(call.id);
      vanished.delete(call.id);
      if (row?.text !== call.text) this.#writeCall(next, streamKey, call, row);
    }
    for (const row of vanished.values()) this.#removeCall(next, row);
  }

  /** Of the calls that `next` does not leave out. */
  #storedRows({ since, calls, removed }: StreamTexts, streamKey: number): StoredRow[] {
    if (since === null) return this.#sql.callsOfStream.all(streamKey) as StoredRow[];
    const ids = [...calls.map(({ id }) => id), ...removed];
    return ids.flatMap((id) => this.#sql.callOfStream.all(streamKey, id) as StoredRow[]);
  }

  #writeCall(next: StreamTexts, streamKey: number, { id, text }: CallText, row: StoredRow | undefined): void {
    const { stream, revision, position } = next;
    const call = JSON.parse(text) as CallContent;
    const startedAt = secondsOf(call.startedAt);
    const values = [revision, position, ...filterValues(call, this.#numberConsultant)];
    this.#changedHours.add(hourAt(startedAt));
    let document: number;
    if (row?.startedAt === startedAt) {
      document = row.document;
      this.#sql.saveDocument.run(text, document);
      this.#sql.saveCall.run(...values, startedAt, document);
      this.#sql.dropLegs.run(startedAt, document);
    } else {
      // a new call, or one whose start is now known to be another: then its place in every list changes
      if (row === undefined) this.#sql.dropRemoved.run(stream, id);
      else this.#dropCall(row);
      document = Number(this.#sql.addDocument.run(text).lastInsertRowid);
      this.#sql.addCall.run(startedAt, document, id, stream, streamKey, ...values);
    }
    for (const [i, leg] of call.legs.entries())
      this.#sql.addLeg.run(startedAt, document, i, ...legValues(leg, this.#numberConsultant));
  }

  readonly #numberConsultant = (id: string | null, username: string | null): number => {
    const name = JSON.stringify([id, username]);
    const remembered = this.#consultants.get(name);
    if (remembered !== undefined) return remembered;
    const stored = this.#sql.findConsultant.get(id, username) as { key: number } | undefined;
    const number = stored?.key ?? Number(this.#sql.addConsultant.run(id, username).lastInsertRowid);
    this.#consultants.set(name, number);
    return number;
  };

  #dropCall({ startedAt, document }: StoredRow): void {
    this.#changedHours.add(hourAt(startedAt));
    this.#sql.dropDocument.run(document);
    this.#sql.dropCall.run(startedAt, document);
    this.#sql.dropLegs.run(startedAt, document);
  }

  /** The marker keeps what decides who may see the removal. */
  #removeCall({ stream, revision, position }: StreamTexts, row: StoredRow): void {
    this.#dropCall(row);
    this.#sql.addRemoved.run(stream, row.id, revision, position, row.source, row.project);
  }
}
