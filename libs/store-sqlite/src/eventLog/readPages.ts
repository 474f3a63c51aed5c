import type { Database, Statement } from '../sqlite/driver.js';
import { inSnapshot } from '../sqlite/transaction.js';

/**
 * An event as an array, which costs less than an object to send to another thread: position, stream (its name, or its id in the file),
 * revision, id, type, recorded_at, metadata, text.
 */
export type EventTuple<Stream = string> = readonly [number, Stream, number, string, string, number, string, string];

export interface LogPageQuery {
  readonly after: number;
  readonly prefixes: readonly string[];
  readonly limit: number;
}

export interface LogPage {
  readonly events: readonly EventTuple[];
  /** The log was read up to here. */
  readonly position: number;
  readonly head: number;
}

export interface StreamPageQuery {
  readonly stream: string;
  readonly from: number;
  readonly limit: number;
}

/** A page ends when its events have this many characters, even if it could hold more events. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** How many positions one page searches at most. A longer search that finds nothing would make other readers wait. */
export const SCANNED_POSITIONS = 20_000;

/** The columns of an EventTuple. */
export const columnsOf = (stream: 's.name' | 'e.stream'): string =>
  `e.position, ${stream}, e.revision, e.id, e.type, e.recorded_at, e.metadata, e.text`;

const COLUMNS = columnsOf('s.name');

/** Reads rows until the page is full by its size. */
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

/**
 * Prepares a statement for each number of prefixes, and gives the one for the prefixes at hand. Its rows are arrays.
 * @param sql makes the statement's text from the condition that the name of stream `s` begins with one of the prefixes
 */
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

/** The values for the placeholders of the condition on prefixes. */
export const prefixValues = (prefixes: readonly string[]): string[] => prefixes.flatMap((prefix) => [prefix, prefix]);

/** Reads the log in pages, each in a short transaction of its own. A long one would keep SQLite from reusing its write-ahead log. */
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

  /** The last position; 0 when the log is empty. */
  head(): number {
    return (this.#head.get() as { position: number }).position;
  }

  /** The number of events after a position. Positions have no gaps, because those of a transaction that failed are used again. */
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
