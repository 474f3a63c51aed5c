import { RevisionConflict, type ExpectedRevision } from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';

export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  /** As JSON. */
  readonly metadata: string;
}

export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly EventRow[];
  readonly expected: ExpectedRevision;
}

export interface AppendedAt {
  readonly revision: number;
  readonly position: number;
  readonly repeated: boolean;
}

interface Place {
  readonly revision: number;
  readonly position: number;
}

/**
 * Writes groups of appends, each group in one transaction, so that its appends share one sync of the disk. Every append is checked before it
 * writes anything, so one that conflicts writes nothing and does not disturb the others.
 */
export class AppendGroups {
  readonly #findStream: Statement;
  readonly #addStream: Statement;
  readonly #lastRevision: Statement;
  readonly #findId: Statement;
  readonly #idsFrom: Statement;
  readonly #addEvent: Statement;

  constructor(private readonly db: Database) {
    this.#findStream = db.prepare('SELECT id FROM streams WHERE name = ?');
    this.#addStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.#lastRevision = db.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?');
    this.#findId = db.prepare('SELECT revision, position FROM events WHERE stream = ? AND id = ?');
    this.#idsFrom = db.prepare(
      'SELECT id, revision, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    );
    this.#addEvent = db.prepare(
      'INSERT INTO events (stream, revision, id, type, recorded_at, metadata, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /**
   * Writes a group and returns when it is durable. The outcomes have the order of the appends.
   * @throws StoreUnavailable nothing of the group was written
   */
  commit(group: readonly AppendRequest[]): (AppendedAt | RevisionConflict)[] {
    const recordedAt = Date.now();
    return inTransaction(this.db, () => group.map((append) => this.#append(append, recordedAt)));
  }

  #append({ stream, events, expected }: AppendRequest, recordedAt: number): AppendedAt | RevisionConflict {
    const known = this.#findStream.get(stream) as { id: number } | undefined;
    const last = known === undefined ? null : this.#revisionOf(known.id);
    if (expected !== 'any' && last !== (expected === 'none' ? null : expected)) {
      const first = expected === 'none' ? 0 : expected + 1;
      const repeat = known === undefined ? null : this.#findRepeat(known.id, first, events);
      return repeat ?? new RevisionConflict(stream, expected, last);
    }
    const id = known?.id ?? Number(this.#addStream.run(stream).lastInsertRowid);
    return this.#write(id, last ?? -1, events, recordedAt);
  }

  #revisionOf(stream: number): number | null {
    return (this.#lastRevision.get(stream) as { revision: number | null }).revision;
  }

  /** The outcome of a repeat: the stream already has exactly these events from revision `first` on. Null when it has not. */
  #findRepeat(stream: number, first: number, events: readonly EventRow[]): AppendedAt | null {
    const rows = this.#idsFrom.all(stream, first, events.length) as (Place & { id: string })[];
    const last = rows.at(-1);
    if (last === undefined || rows.length < events.length || rows.some((row, i) => row.id !== events[i]?.id))
      return null;
    return { revision: last.revision, position: last.position, repeated: true };
  }

  /** Adds the events that the stream does not have yet. Two events with the same id in the same stream are the same event. */
  #write(stream: number, lastRevision: number, events: readonly EventRow[], recordedAt: number): AppendedAt {
    let revision = lastRevision;
    let place: Place = { revision, position: 0 };
    for (const { id, type, text, metadata } of events) {
      const known = this.#findId.get(stream, id) as Place | undefined;
      if (known !== undefined) {
        place = known;
        continue;
      }
      revision += 1;
      const { lastInsertRowid } = this.#addEvent.run(stream, revision, id, type, recordedAt, metadata, text);
      place = { revision, position: Number(lastInsertRowid) };
    }
    return { ...place, repeated: revision === lastRevision };
  }
}
