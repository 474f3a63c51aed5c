import type { Journal, JournalEntry } from './journal.js';

/** An event as a client sends it. Data and metadata are bytes that the server does not interpret. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface StoredRecord extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  /** The record's offset in the log. It is both its commit and its prepare position. */
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export type Expected = 'any' | 'none' | 'exists' | number;

export type AppendOutcome =
  | { readonly result: 'success'; readonly revision: number; readonly position: number }
  | { readonly result: 'wrongVersion'; readonly current: number | null }
  | { readonly result: 'tombstoned' };

interface Stream {
  /** The record of revision n is at index n. */
  readonly records: StoredRecord[];
  /** The first revision that reads see. A soft delete moves it behind the last record. */
  visibleFrom: number;
  softDeleted: boolean;
  tombstoned: boolean;
}

/** The revision of the marker that a tombstone leaves in $all. */
const TOMBSTONE_REVISION = 9_223_372_036_854_775_807n;
/** A server's log begins with records of its own. */
const FIRST_POSITION = 2_048;
/** Bytes that a record takes in the log besides its data and metadata. */
const RECORD_OVERHEAD = 100;
/** The memory in which the server keeps recent ids, for appends under ANY. The size of an entry is an estimate. */
const ID_CACHE_BYTES = 8 * 1024 * 1024;
const ID_ENTRY_BYTES = 128;

const NO_BYTES = new Uint8Array();

/**
 * The log of the double: streams, $all, and the server's decisions about appends. With an exact expected revision these depend on the ids of
 * the events at that place, and under ANY on a cache of recent ids. With a journal the log survives a kill; as on the server, the cache does not.
 */
export class ServerLog {
  /** $all in order. */
  readonly all: StoredRecord[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #recentIds = new Map<string, StoredRecord>();
  readonly #listeners = new Set<() => void>();
  #end = FIRST_POSITION;

  constructor(private readonly journal: Journal | null) {
    for (const entry of journal?.entries() ?? []) this.#replay(entry);
    this.#recentIds.clear();
  }

  /** The offset of the next record. */
  get end(): number {
    return this.#end;
  }

  onAppended(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  append(name: string, expected: Expected, events: readonly ProposedEvent[]): AppendOutcome {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned === true) return { result: 'tombstoned' };
    const decided = expected === 'any' || expected === 'exists' ? this.#decideByIds(name, expected, events) : null;
    const outcome =
      decided ??
      (typeof expected === 'string' && expected !== 'none' ? null : this.#decideByPlace(stream, expected, events));
    if (outcome !== null) return outcome;
    const created = Date.now();
    this.journal?.write({
      append: name,
      created,
      events: events.map(({ data, metadata, ...event }) => ({
        ...event,
        data: Buffer.from(data).toString('base64'),
        metadata: Buffer.from(metadata).toString('base64'),
      })),
    });
    const last = this.#write(name, events, created);
    this.#wake();
    return { result: 'success', revision: Number(last.revision), position: last.position };
  }

  /** The records of a stream, and the first revision that a read sees. Null when the stream is missing or soft-deleted. */
  visible(name: string): { readonly records: readonly StoredRecord[]; readonly from: number } | 'tombstoned' | null {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned === true) return 'tombstoned';
    if (stream === undefined || stream.softDeleted) return null;
    return { records: stream.records, from: stream.visibleFrom };
  }

  /** Soft delete: reads of the stream find nothing, $all still has every event, and a later append continues the revisions. */
  delete(name: string): void {
    this.journal?.write({ delete: name });
    this.#softDelete(name);
    this.#wake();
  }

  /** Deletes a stream for good. A marker is added to the stream, which only reads of $all see. */
  tombstone(name: string): void {
    this.journal?.write({ tombstone: name });
    this.#bury(name);
    this.#wake();
  }

  /** The index in $all of the first record at or after an offset. */
  indexAt(position: number): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.all[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Decides an append under ANY. If the cache has its first id for this stream, the append is a repeat when it has all its ids, and is
   * refused when it has not. Null when the events have to be written.
   */
  #decideByIds(name: string, expected: 'any' | 'exists', events: readonly ProposedEvent[]): AppendOutcome | null {
    const current = this.#current(this.#streams.get(name));
    if (expected === 'exists' && current === null) return { result: 'wrongVersion', current };
    let last: StoredRecord | null = null;
    for (const [i, { id }] of events.entries()) {
      const known = this.#recentIds.get(id);
      const isKnown = known?.stream === name;
      if (!isKnown) return i === 0 ? null : { result: 'wrongVersion', current };
      last = known;
    }
    return last === null ? null : { result: 'success', revision: Number(last.revision), position: last.position };
  }

  /**
   * Decides an append at an exact place. If events with the same ids are there already, the append is a repeat; if others are there, it is a
   * conflict. Null when the events have to be written.
   */
  #decideByPlace(
    stream: Stream | undefined,
    expected: 'none' | number,
    events: readonly ProposedEvent[],
  ): AppendOutcome | null {
    const current = this.#current(stream);
    const [last, place] = [current ?? -1, expected === 'none' ? -1 : expected];
    if (place === last) return null;
    if (stream === undefined || place > last) return { result: 'wrongVersion', current };
    let repeated: StoredRecord | undefined;
    for (const [i, { id }] of events.entries()) {
      const there = stream.records[place + 1 + i];
      if (there?.id !== id) {
        if (i === 0 && stream.softDeleted && expected === 'none') return null;
        return { result: 'wrongVersion', current };
      }
      repeated = there;
    }
    if (repeated === undefined) return { result: 'wrongVersion', current };
    return { result: 'success', revision: Number(repeated.revision), position: repeated.position };
  }

  #current(stream: Stream | undefined): number | null {
    return stream === undefined || stream.records.length === 0 ? null : stream.records.length - 1;
  }

  #streamOf(name: string): Stream {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = { records: [], visibleFrom: 0, softDeleted: false, tombstoned: false };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  #write(name: string, events: readonly ProposedEvent[], created: number): StoredRecord {
    const stream = this.#streamOf(name);
    stream.softDeleted = false;
    let record: StoredRecord | undefined;
    for (const event of events) {
      record = { ...event, stream: name, revision: BigInt(stream.records.length), position: this.#end, created };
      stream.records.push(record);
      this.#add(record);
      this.#remember(record);
    }
    if (record === undefined) throw new Error('an append without events');
    return record;
  }

  #add(record: StoredRecord): void {
    this.all.push(record);
    this.#end += RECORD_OVERHEAD + record.data.length + record.metadata.length;
  }

  #remember(record: StoredRecord): void {
    this.#recentIds.delete(record.id);
    this.#recentIds.set(record.id, record);
    if (this.#recentIds.size * ID_ENTRY_BYTES <= ID_CACHE_BYTES) return;
    const [oldest] = this.#recentIds.keys();
    if (oldest !== undefined) this.#recentIds.delete(oldest);
  }

  #softDelete(name: string): void {
    const stream = this.#streamOf(name);
    stream.softDeleted = true;
    stream.visibleFrom = stream.records.length;
    const metadata = Buffer.from(JSON.stringify({ $tb: Number.MAX_SAFE_INTEGER }));
    this.#write(`$$${name}`, [systemEvent('$metadata', metadata)], Date.now());
  }

  #bury(name: string): void {
    this.#streamOf(name).tombstoned = true;
    const marker = systemEvent('$streamDeleted', NO_BYTES);
    this.#add({ ...marker, stream: name, revision: TOMBSTONE_REVISION, position: this.#end, created: Date.now() });
  }

  #replay(entry: JournalEntry): void {
    if ('delete' in entry) this.#softDelete(entry.delete);
    else if ('tombstone' in entry) this.#bury(entry.tombstone);
    else {
      const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
      const events = entry.events.map((event) => ({
        ...event,
        data: bytes(event.data),
        metadata: bytes(event.metadata),
      }));
      this.#write(entry.append, events, entry.created);
    }
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

const systemEvent = (type: string, data: Uint8Array): ProposedEvent => ({
  id: crypto.randomUUID(),
  type,
  contentType: data.length === 0 ? 'application/octet-stream' : 'application/json',
  data,
  metadata: NO_BYTES,
});
