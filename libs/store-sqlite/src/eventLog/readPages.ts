import type { Database, Statement } from '../sqlite/driver.js';
import { inSnapshot } from '../sqlite/transaction.js';

/**
 * position, stream (its name, or its id in the file), revision, id, type, recorded_at, metadata, text: arrays cost less than objects to
 * send to another thread.
 */
export type EventTuple<Stream = string> = readonly [number, Stream, number, string, string, number, string, string];

export interface LogPageQuery {
  readonly after: number;
  readonly prefixes: readonly string[];
  readonly limit: number;
}

export interface LogPage {
  readonly events: readonly EventTuple[];
  /** Read up to here. */
  readonly position: number;
  readonly head: number;
}

export interface StreamPageQuery {
  readonly stream: string;
  readonly from: number;
  readonly limit: number;
}

/** A page stops at this many characters of text, whatever its number of events. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** How far one page looks for events of the wanted streams: longer, and other readers would wait for a search that finds nothing. */
export const SCANNED_POSITIONS = 20_000;

/** Those of an EventTuple. */
export const columnsOf = (stream: 's.name' | 'e.stream'): string =>
  `e.position, ${stream}, e.revision, e.id, e.type, e.recorded_at, e.metadata, e.text`;

const COLUMNS = columnsOf('s.name');

/** Reads rows until the page is full by size. */
export const takePage = <Stream = string>(rows: Iterable<unknown>): { events: EventTuple<Stream>[]; full: boolean } => {
  const events: EventTuple<Stream>[] = [];
  let characters = 0;
  for (const row of rows as Iterable<EventTuple<Stream>>) {
    events.push(row);
    characters += row[7].length + row[6].length;
    if (characters >= PAGE_CHARACTERS) return { events, full: true };
  }
  return { events, full: false };
};

const prefixCondition = (count: number): string =>
  count === 0 ? '0' : Array.from({ length: count }, () => 'substr(s.name, 1, length(?)) = ?').join(' OR ');

/** Statements over the events `e` of streams `s` whose names begin with one of so many prefixes; rows come as arrays. */
export const statementsByPrefixes = (
  db: Database,
  sql: (prefixCondition: string) => string,
): ((prefixes: readonly string[]) => Statement) => {
  const known = new Map<number, Statement>();
  return ({ length }) => {
    const statement = known.get(length) ?? db.prepare(sql(prefixCondition(length)));
    statement.setReturnArrays(true);
    known.set(length, statement);
    return statement;
  };
};

/** What a condition on prefixes is asked with. */
export const prefixValues = (prefixes: readonly string[]): string[] => prefixes.flatMap((prefix) => [prefix, prefix]);

/** Reads the log in pages, each with an own short transaction: a reader that stays would keep the WAL from being reused. */
export class LogReader {
  readonly #head: Statement;
  readonly #stream: Statement;
  readonly #page: (prefixes: readonly string[]) => Statement;

  constructor(private readonly db: Database) {
    this.#head = db.prepare('SELECT coalesce(max(position), 0) AS position FROM events');
    this.#stream = db.prepare(
      `SELECT ${COLUMNS} FROM events e JOIN streams s ON s.id = e.stream WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
    );
    this.#stream.setReturnArrays(true);
    this.#page = statementsByPrefixes(
      db,
      (hasPrefix) =>
        `SELECT ${COLUMNS} FROM events e CROSS JOIN streams s ON s.id = e.stream
         WHERE e.position > ? AND e.position <= ? AND (${hasPrefix}) ORDER BY e.position LIMIT ?`,
    );
  }

  /** Last position, 0 for an empty log. */
  head(): number {
    return (this.#head.get() as { position: number }).position;
  }

  /** Positions have no gaps: what a transaction that was undone had taken is given out again. */
  countAfter(position: number): number {
    return Math.max(0, this.head() - position);
  }

  page({ after, prefixes, limit }: LogPageQuery): LogPage {
    return inSnapshot(this.db, () => {
      const head = this.head();
      const upTo = Math.min(head, after + SCANNED_POSITIONS);
      const rows = this.#page(prefixes).iterate(after, upTo, ...prefixValues(prefixes), limit);
      const { events, full } = takePage(rows);
      const cut = full || events.length === limit;
      return { events, position: cut ? (events.at(-1)?.[0] ?? upTo) : Math.max(upTo, after), head };
    });
  }

  streamPage({ stream, from, limit }: StreamPageQuery): { events: readonly EventTuple[]; more: boolean } {
    const { events, full } = takePage(this.#stream.iterate(stream, from, limit));
    return { events, more: full || events.length === limit };
  }
}
