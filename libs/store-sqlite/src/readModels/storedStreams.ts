import type { Generation, StoredStream, StreamPage, GenerationKey } from '#ports';
import type { Database, SqlValue } from '../sqlite/driver.js';
import { inTwoParts } from '../worker/methods.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { tablesOf } from './generationTables.js';

/** StoredStream with its calls as texts. */
type StreamRows = Omit<StoredStream, 'calls'> & { readonly calls: CallRow[] };

interface JoinedRow {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  /** Null on the one row of a stream without calls. */
  readonly text: string | null;
  readonly callRevision: number;
}

/** Rows come in the order of their streams. */
const streamsOfRows = (rows: readonly JoinedRow[]): StreamRows[] => {
  const found: StreamRows[] = [];
  for (const { stream, revision, position, text, callRevision } of rows) {
    if (found.at(-1)?.stream !== stream) found.push({ stream, revision, position, calls: [] });
    if (text !== null) found.at(-1)?.calls.push({ text, stream, revision: callRevision });
  }
  return found;
};

/** One statement, so that a stream and its calls are of one moment. `streams`: a query for the streams that are wanted. */
const readStreams = (db: Database, generation: GenerationKey, streams: string, ...values: SqlValue[]): StreamRows[] => {
  const t = tablesOf(generation);
  const rows = db
    .prepare(
      `SELECT s.name AS stream, s.revision, s.position, d.text, c.revision AS callRevision FROM (${streams}) s
       LEFT JOIN ${t.calls} c INDEXED BY ${t.calls}_by_stream ON c.stream_key = s.key
       LEFT JOIN ${t.documents} d ON d.key = c.document ORDER BY s.name, c.id`,
    )
    .all(...values) as JoinedRow[];
  return streamsOfRows(rows);
};

const storedStream = ({ calls, ...stream }: StreamRows): StoredStream => ({ ...stream, calls: calls.map(storedCall) });

/** The part of StoredDocuments of #ports that reads streams. */
export const storedStreams = {
  storedStreams: inTwoParts(
    (db: Database, generation: GenerationKey, { after, limit }: StreamPage) => {
      const wanted = `SELECT * FROM ${tablesOf(generation).streams} WHERE name > ? ORDER BY name LIMIT ?`;
      return readStreams(db, generation, wanted, after ?? '', limit);
    },
    async (run, generation: Generation, page: StreamPage) => (await run(generation, page)).map(storedStream),
  ),

  storedStreamsNamed: inTwoParts(
    (db: Database, generation: GenerationKey, names: readonly string[]) => {
      const wanted = `SELECT * FROM ${tablesOf(generation).streams} WHERE name IN (SELECT value FROM json_each(?))`;
      return readStreams(db, generation, wanted, JSON.stringify(names));
    },
    async (run, generation: Generation, names: readonly string[]) => (await run(generation, names)).map(storedStream),
  ),

  storedRevisions: (db: Database, generation: GenerationKey, names: readonly string[]): ReadonlyMap<string, number> => {
    const { streams } = tablesOf(generation);
    const wanted = db.prepare(`SELECT name, revision FROM ${streams} WHERE name IN (SELECT value FROM json_each(?))`);
    wanted.setReturnArrays(true);
    return new Map(wanted.all(JSON.stringify(names)) as [string, number][]);
  },
};
