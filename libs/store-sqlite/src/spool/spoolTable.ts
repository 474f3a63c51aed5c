import type { SpoolSize } from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';

/** position, stream, id, type, metadata, text. */
export type SpoolTuple = readonly [number, string, string, string, string, string];

/** A page stops at this many characters, whatever its number of events. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** What a spool does with a log's table beyond appending: take from the front, and remove. */
export class SpoolTable {
  readonly #oldest: Statement;
  readonly #remove: Statement;
  readonly #any: Statement;
  readonly #size: Statement;

  constructor(private readonly db: Database) {
    this.#oldest = db.prepare(
      `SELECT e.position, s.name, e.id, e.type, e.metadata, e.text FROM events e JOIN streams s ON s.id = e.stream
       WHERE e.position > ? ORDER BY e.position LIMIT ?`,
    );
    this.#oldest.setReturnArrays(true);
    this.#remove = db.prepare('DELETE FROM events WHERE position = ?');
    this.#any = db.prepare('SELECT 1 FROM events LIMIT 1');
    this.#size = db.prepare('SELECT count(*) AS events, coalesce(sum(octet_length(text)), 0) AS bytes FROM events');
  }

  oldest(after: number, limit: number): SpoolTuple[] {
    const page: SpoolTuple[] = [];
    let characters = 0;
    for (const row of this.#oldest.iterate(after, limit) as Iterable<SpoolTuple>) {
      page.push(row);
      characters += row[4].length + row[5].length;
      if (characters >= PAGE_CHARACTERS) break;
    }
    return page;
  }

  remove(places: readonly number[]): null {
    inTransaction(this.db, () => {
      for (const place of places) this.#remove.run(place);
      // names of streams are kept until nothing waits: then the file is as good as new
      if (this.#any.get() === undefined) this.db.exec('DELETE FROM streams');
    });
    return null;
  }

  size(): SpoolSize {
    return this.#size.get() as SpoolSize;
  }
}
