import {
  carriedPosition,
  type CarryPlace,
  type FeedEntry,
  type FeedPosition,
  type GenerationKey,
  carryPlaceAfter,
  CARRY_START,
  type CarryStep,
} from '#ports';
import type { Database } from '../sqlite/driver.js';
import { tablesOf, type GenerationTables } from './generationTables.js';

/** Documents carried over in one transaction: some ten milliseconds, so that others can write in between. */
const DOCUMENTS = 500;

/** A call of either generation or the marker of its removal, beside what the live one has of it. */
interface Row {
  readonly stream: string;
  readonly id: string;
  readonly revision: number;
  readonly source: string;
  readonly project: string | null;
  /** Positions; null: it has none. */
  readonly formerCall: FeedPosition | null;
  readonly formerRemoval: FeedPosition | null;
  readonly liveCall: FeedPosition | null;
  readonly liveRemoval: FeedPosition | null;
  readonly hasSameText: number | null;
}

const CALL_COLUMNS = 'stream, id, revision, source, project, changed_at, document';
const MARKER_COLUMNS = 'stream, id, revision, source, project, changed_at, NULL AS document';
const FIRST = 'WHERE (stream, id) > (?1, ?2) ORDER BY stream, id LIMIT ?3';

/** The first calls by stream and id. */
const firstCalls = ({ streams, calls }: GenerationTables): string => `
  SELECT ${CALL_COLUMNS} FROM (
    SELECT c.* FROM ${streams} s INDEXED BY ${streams}_by_name
    CROSS JOIN ${calls} c INDEXED BY ${calls}_by_stream ON c.stream_key = s.key
    WHERE s.name >= ?1 AND (s.name, c.id) > (?1, ?2) ORDER BY s.name, c.id LIMIT ?3)`;

/** Joins the call of a stream and an id that are columns of the table `of`. */
const joinCall = ({ streams, calls }: GenerationTables, alias: string, of: string): string => `
  LEFT JOIN ${streams} ${alias}s ON ${alias}s.name = ${of}.stream
  LEFT JOIN ${calls} ${alias} INDEXED BY ${calls}_by_stream ON ${alias}.stream_key = ${alias}s.key AND ${alias}.id = ${of}.id`;

/** The former generation's calls and markers, each beside what the live one has. */
const formerPage = (former: GenerationTables, live: GenerationTables): string => `
  SELECT f.stream, f.id, f.revision, f.source, f.project,
    iif(f.document IS NULL, NULL, f.changed_at) AS formerCall, iif(f.document IS NULL, f.changed_at, NULL) AS formerRemoval,
    c.changed_at AS liveCall, r.changed_at AS liveRemoval, ft.text = lt.text AS hasSameText
  FROM (
    ${firstCalls(former)}
    UNION ALL SELECT * FROM (SELECT ${MARKER_COLUMNS} FROM ${former.removed} ${FIRST})
    ORDER BY stream, id LIMIT ?3
  ) f
  ${joinCall(live, 'c', 'f')}
  LEFT JOIN ${live.removed} r ON r.stream = f.stream AND r.id = f.id
  LEFT JOIN ${former.documents} ft ON ft.key = f.document
  LEFT JOIN ${live.documents} lt ON lt.key = c.document
  ORDER BY f.stream, f.id`;

/** The live generation's calls, each beside what the former one has. */
const livePage = (former: GenerationTables, live: GenerationTables): string => `
  SELECT c.stream, c.id, c.revision, c.source, c.project, f.changed_at AS formerCall, r.changed_at AS formerRemoval,
    c.changed_at AS liveCall, NULL AS liveRemoval, NULL AS hasSameText
  FROM (${firstCalls(live)}) c
  ${joinCall(former, 'f', 'c')}
  LEFT JOIN ${former.removed} r ON r.stream = c.stream AND r.id = c.id
  ORDER BY c.stream, c.id`;

const entryOf = (call: FeedPosition | null, removal: FeedPosition | null): FeedEntry => {
  if (call !== null) return { is: 'call', position: call };
  return removal === null ? null : { is: 'removal', position: removal };
};

/** One step of carrying over, to be called inside a transaction. The former generation's documents come first, then what only the live one has. */
export const carryReaders = (
  db: Database,
  live: GenerationKey,
  former: GenerationKey,
  { to, after }: CarryStep,
): CarryPlace | null => {
  const [liveTables, formerTables] = [tablesOf(live), tablesOf(former)];
  const { scanned, stream, id } = after ?? CARRY_START;
  const page = scanned === 'former' ? formerPage(formerTables, liveTables) : livePage(formerTables, liveTables);
  const rows = db.prepare(page).all(stream, id, DOCUMENTS) as Row[];
  const moveCall = db.prepare(
    `UPDATE ${liveTables.calls} SET changed_at = ? WHERE stream_key = (SELECT key FROM ${liveTables.streams} WHERE name = ?) AND id = ?`,
  );
  const saveMarker = db.prepare(
    `INSERT OR REPLACE INTO ${liveTables.removed} (stream, id, revision, changed_at, source, project) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  for (const row of rows) {
    const formerEntry = entryOf(row.formerCall, row.formerRemoval);
    // what the former one has too was looked at with its documents
    if (scanned === 'live' && formerEntry !== null) continue;
    const position = carriedPosition(formerEntry, entryOf(row.liveCall, row.liveRemoval), row.hasSameText === 1, to);
    if (position === null) continue;
    if (row.liveCall !== null) moveCall.run(position, row.stream, row.id);
    else saveMarker.run(row.stream, row.id, row.revision, position, row.source, row.project);
  }
  return carryPlaceAfter(scanned, rows, DOCUMENTS);
};
