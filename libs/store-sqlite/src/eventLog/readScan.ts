import type { Database, Statement } from '../sqlite/driver.js';
import {
  columnsOf,
  prefixValues,
  SCANNED_POSITIONS,
  statementsByPrefixes,
  takePage,
  type EventTuple,
} from './readPages.js';

/** An event at which a scan meets its stream: position, id of the stream, its name, the event's revision, recorded_at. */
export type SightingTuple = readonly [number, number, string, number, number];

export interface SightingsQuery {
  readonly after: number;
  readonly upTo: number;
  /** A stream that began at or before this position is met at each of its later events. One that begins after it is met only at its first. */
  readonly begunBy: number;
  readonly prefixes: readonly string[];
  readonly limit: number;
}

export interface SightingsPage {
  readonly sightings: readonly SightingTuple[];
  /** The log was searched up to here. */
  readonly position: number;
  /** When the event at that position was appended, in milliseconds since 1970. */
  readonly recordedAt: number;
}

export interface WholeStreamsQuery {
  /** The ids of the streams. */
  readonly streams: readonly number[];
  /** The id of the stream and the revision after which to go on; null: from the first event of the first stream. */
  readonly after: readonly [number, number] | null;
  readonly limit: number;
}

export interface WholeStreamsPage {
  readonly events: readonly EventTuple<number>[];
  readonly more: boolean;
}

/** Reads whole streams, many with one statement, because a statement for each stream would cost more than reading its events. */
export class ScanReader {
  readonly #recordedAt: Statement;
  readonly #wholeStreams: Statement;
  readonly #sightings: (prefixes: readonly string[]) => Statement;

  constructor(db: Database) {
    this.#recordedAt = db.prepare('SELECT recorded_at AS recordedAt FROM events WHERE position = ?');
    this.#wholeStreams = db.prepare(
      `SELECT ${columnsOf('e.stream')} FROM events e WHERE e.stream IN (SELECT value FROM json_each(?))
       AND (e.stream > ? OR (e.stream = ? AND e.revision > ?)) ORDER BY e.stream, e.revision LIMIT ?`,
    );
    this.#wholeStreams.setReturnArrays(true);
    const begins = '(SELECT position FROM events f WHERE f.stream = e.stream AND f.revision = 0)';
    this.#sightings = statementsByPrefixes(
      db,
      (hasPrefix) =>
        `SELECT e.position, s.id, s.name, e.revision, e.recorded_at FROM events e CROSS JOIN streams s ON s.id = e.stream
         WHERE e.position > ? AND e.position <= ? AND (e.revision = 0 OR (? > 0 AND ${begins} <= ?))
         AND (${hasPrefix}) ORDER BY e.position LIMIT ?`,
    );
  }

  /** @param query `upTo` is a position of the log, and `after` comes before it */
  sightings({ after, upTo, begunBy, prefixes, limit }: SightingsQuery): SightingsPage {
    const last = Math.min(upTo, after + SCANNED_POSITIONS);
    const values = [after, last, begunBy, begunBy, ...prefixValues(prefixes), limit];
    const sightings = this.#sightings(prefixes).all(...values) as SightingTuple[];
    const position = sightings.length === limit ? (sightings.at(-1)?.[0] ?? last) : last;
    const { recordedAt } = this.#recordedAt.get(position) as { recordedAt: number };
    return { sightings, position, recordedAt };
  }

  /** The events of the streams, in the order of stream ids and revisions. */
  wholeStreams({ streams, after, limit }: WholeStreamsQuery): WholeStreamsPage {
    const [stream, revision] = after ?? [0, 0];
    const rows = this.#wholeStreams.iterate(JSON.stringify(streams), stream, stream, revision, limit);
    const { events, full } = takePage<number>(rows);
    return { events, more: full || events.length === limit };
  }
}
