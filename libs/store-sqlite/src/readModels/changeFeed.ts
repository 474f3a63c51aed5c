import {
  assertNotDropped,
  type FeedPlace,
  type FeedQuery,
  type Generation,
  type StoredChange,
  type GenerationKey,
  type CarryStep,
} from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inSnapshot } from '../sqlite/transaction.js';
import { inTwoParts } from '../worker/methods.js';
import { callsOfDialog } from './callQueries.js';
import { carryReaders } from './carryReaders.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { stateOf } from './generationRows.js';
import { tablesOf, type GenerationTables } from './generationTables.js';
import type { Writer } from './writer.js';

/** A change as it is stored: a present call, or a removal with the calls that have its dialog by now. */
type ChangeRow = { readonly place: FeedPlace } & (
  | { readonly call: CallRow }
  | { readonly source: string; readonly project: string | null; readonly holders: readonly CallRow[] }
);

interface FoundRow extends FeedPlace {
  readonly source: string;
  readonly project: string | null;
  readonly revision: number;
  /** Null: of a removal. */
  readonly text: string | null;
}

const BEGINNING: FeedPlace = { position: '', id: '', stream: '' };

/** The first of one table, by its index: so of neither table more is read than is wanted. What only the stream tells apart is sorted. */
const firstOf = (table: string, document: string): string =>
  `SELECT * FROM (SELECT changed_at AS position, id, stream, source, project, revision, ${document} AS document
   FROM ${table} INDEXED BY ${table}_by_change
   WHERE (changed_at, id, stream) > (?1, ?2, ?3) AND changed_at <= ?4 ORDER BY changed_at, id, stream LIMIT ?5)`;

const pageOfBoth = (t: GenerationTables): string =>
  `SELECT p.position, p.id, p.stream, p.source, p.project, p.revision, d.text FROM (
     ${firstOf(t.calls, 'document')} UNION ALL ${firstOf(t.removed, 'NULL')} ORDER BY position, id, stream LIMIT ?5) p
   LEFT JOIN ${t.documents} d ON d.key = p.document ORDER BY p.position, p.id, p.stream`;

const readChanges = (db: Database, generation: GenerationKey, { after, upTo, limit }: FeedQuery): ChangeRow[] => {
  const { position, id, stream } = after ?? BEGINNING;
  const page = db.prepare(pageOfBoth(tablesOf(generation)));
  const rows = page.all(position, id, stream, upTo, limit) as FoundRow[];
  return rows.map(({ source, project, revision, text, ...place }): ChangeRow =>
    text === null
      ? { place, source, project, holders: callsOfDialog(db, generation, place.id) }
      : { place, call: { text, stream: place.stream, revision } },
  );
};

/** A marker keeps no more of a project than its id. */
const storedChange = (row: ChangeRow): StoredChange => {
  if ('call' in row) return { change: 'put', place: row.place, call: storedCall(row.call) };
  const { place, source, project, holders } = row;
  const named = project === null ? null : { id: project, name: null };
  return { change: 'removed', place, source, project: named, holders: holders.map(storedCall) };
};

/** The part of ChangeFeed of #ports that reads. */
export const changeReads = {
  changesSince: inTwoParts(
    (db: Database, generation: GenerationKey, query: FeedQuery): ChangeRow[] =>
      inSnapshot(db, () => readChanges(db, generation, query)),
    async (run, generation: Generation, query: FeedQuery) => (await run(generation, query)).map(storedChange),
  ),
};

/** The part of ChangeFeed of #ports that writes. */
export const changeWrites = {
  carryReaders: (writer: Writer, live: GenerationKey, former: GenerationKey, step: CarryStep) =>
    writer.write(live, () => {
      assertNotDropped(former, stateOf(writer.db, former));
      return carryReaders(writer.db, live, former, step);
    }),
};
