import type { Database, SqlValue } from '../sqlite/driver.js';
import { tablesOf, type GenerationKey } from './generationTables.js';
import type { CallRow } from './readDocuments.js';

/** StoredStream with its calls as texts. */
export interface StreamRows {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly calls: readonly CallRow[];
}

export type StreamRevision = readonly [stream: string, revision: number];

interface JoinedRow {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  /** Null on the one row of a stream without calls. */
  readonly text: string | null;
  readonly callRevision: number;
}

/** Rows come in the order of their streams. */
const byStream = (rows: readonly JoinedRow[]): StreamRows[] => {
  const found: (StreamRows & { readonly calls: CallRow[] })[] = [];
  for (const { stream, revision, position, text, callRevision } of rows) {
    if (found.at(-1)?.stream !== stream) found.push({ stream, revision, position, calls: [] });
    if (text !== null) found.at(-1)?.calls.push({ text, stream, revision: callRevision });
  }
  return found;
};

/** What a generation holds of its streams; each answer is of one moment. */
export class StreamReader {
  constructor(private readonly db: Database) {}

  page(generation: GenerationKey, after: string | null, limit: number): readonly StreamRows[] {
    const { streams } = tablesOf(generation);
    return this.#read(generation, `SELECT * FROM ${streams} WHERE name > ? ORDER BY name LIMIT ?`, after ?? '', limit);
  }

  named(generation: GenerationKey, names: readonly string[]): readonly StreamRows[] {
    const { streams } = tablesOf(generation);
    const wanted = `SELECT * FROM ${streams} WHERE name IN (SELECT value FROM json_each(?))`;
    return this.#read(generation, wanted, JSON.stringify(names));
  }

  revisions(generation: GenerationKey, names: readonly string[]): readonly StreamRevision[] {
    const { streams } = tablesOf(generation);
    const wanted = this.db.prepare(
      `SELECT name, revision FROM ${streams} WHERE name IN (SELECT value FROM json_each(?))`,
    );
    wanted.setReturnArrays(true);
    return wanted.all(JSON.stringify(names)) as StreamRevision[];
  }

  #read(generation: GenerationKey, streams: string, ...values: SqlValue[]): StreamRows[] {
    const t = tablesOf(generation);
    const rows = this.db
      .prepare(
        `SELECT s.name AS stream, s.revision, s.position, d.text, c.revision AS callRevision FROM (${streams}) s
         LEFT JOIN ${t.calls} c INDEXED BY ${t.calls}_by_stream ON c.stream = s.name
         LEFT JOIN ${t.documents} d ON d.key = c.document ORDER BY s.name, c.id`,
      )
      .all(...values) as JoinedRow[];
    return byStream(rows);
  }
}
