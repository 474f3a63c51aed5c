import type { CallFilter, RecordView, StoredCall } from '#domain';
import type { CallLeg, Generation, Page, PageKey, PageQuery } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inTwoParts } from '../worker/methods.js';
import type { Condition } from './conditions.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { tablesOf, type GenerationKey } from './generationTables.js';
import { callCount, callPage, legCount, legPage, type ResolvedQuery } from './pages.js';
import { resolveFilter } from './resolveFilter.js';

interface LegRow extends CallRow {
  readonly leg: number;
}

interface RecordRows {
  readonly record: string | null;
  readonly calls: readonly CallRow[];
}

/** Of one item more than the page holds, the page and the key of its last item. */
const pageOf = <Item>(items: readonly Item[], limit: number, keyOf: (item: Item) => PageKey): Page<Item> => {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: items.length > limit && last !== undefined ? keyOf(last) : null };
};

const callKey = ({ startedAt, id, revision }: StoredCall): PageKey => ({ startedAt, id, stream: revision.stream });

const callLeg = (row: LegRow): CallLeg => {
  const call = storedCall(row);
  const leg = call.legs[row.leg];
  if (leg === undefined) throw new Error(`call ${call.id} in ${row.stream} has no leg ${row.leg}`);
  return { call, leg, index: row.leg };
};

/** Rows of a page; none where nothing can match. */
const rowsOf = <Row>(db: Database, page: Condition | null): Row[] =>
  page === null ? [] : (db.prepare(page.sql).all(...page.values) as Row[]);

const resolvedQuery = (db: Database, generation: GenerationKey, query: PageQuery): ResolvedQuery => ({
  ...query,
  filter: resolveFilter(db, generation, query.filter),
});

/** The record's call comes first, then the one written later. */
export const callsOfDialog = (db: Database, generation: GenerationKey, dialogUuid: string): CallRow[] => {
  const t = tablesOf(generation);
  return db
    .prepare(
      `SELECT d.text, c.stream, c.revision FROM ${t.legs} l
       CROSS JOIN ${t.calls} c ON c.started_at = l.started_at AND c.id = l.id AND c.stream = l.stream
       JOIN ${t.documents} d ON d.key = c.document
       WHERE l.dialog = ? ORDER BY c.record IS NULL, c.changed_at DESC, c.started_at DESC`,
    )
    .all(dialogUuid) as CallRow[];
};

const countIn = (db: Database, count: Condition | null): number =>
  count === null ? 0 : (db.prepare(count.sql).get(...count.values) as { count: number }).count;

/** Those of CallQueries of #ports that may have to look at every call. */
export const callCounts = {
  countCalls: (db: Database, generation: GenerationKey, filter: CallFilter): number =>
    countIn(db, callCount(tablesOf(generation), resolveFilter(db, generation, filter))),
  countLegs: (db: Database, generation: GenerationKey, filter: CallFilter): number =>
    countIn(db, legCount(tablesOf(generation), resolveFilter(db, generation, filter))),
};

/** The rest of them. */
export const callQueries = {
  callOfDialog: inTwoParts(
    (db: Database, generation: GenerationKey, dialogUuid: string): CallRow | null =>
      callsOfDialog(db, generation, dialogUuid)[0] ?? null,
    async (run, generation: Generation, dialogUuid: string) => {
      const row = await run(generation, dialogUuid);
      return row === null ? null : storedCall(row);
    },
  ),

  findCalls: inTwoParts(
    (db: Database, generation: GenerationKey, query: PageQuery): CallRow[] =>
      rowsOf<CallRow>(db, callPage(tablesOf(generation), resolvedQuery(db, generation, query))),
    async (run, generation: Generation, query: PageQuery) =>
      pageOf((await run(generation, query)).map(storedCall), query.limit, callKey),
  ),

  findLegs: inTwoParts(
    (db: Database, generation: GenerationKey, query: PageQuery): LegRow[] =>
      rowsOf<LegRow>(db, legPage(tablesOf(generation), resolvedQuery(db, generation, query))),
    async (run, generation: Generation, query: PageQuery) => {
      const legs = (await run(generation, query)).map(callLeg);
      return pageOf(legs, query.limit, ({ call, index }) => ({ ...callKey(call), leg: index }));
    },
  ),

  recordWithCalls: inTwoParts(
    (db: Database, generation: GenerationKey, recordId: string): RecordRows => {
      const t = tablesOf(generation);
      const record = db.prepare(`SELECT text FROM ${t.records} WHERE id = ?`).get(recordId);
      const calls = db
        .prepare(
          `SELECT d.text, c.stream, c.revision FROM ${t.calls} c INDEXED BY ${t.calls}_by_record
           JOIN ${t.documents} d ON d.key = c.document
           WHERE c.record = ? ORDER BY c.started_at, c.id, c.stream`,
        )
        .all(recordId) as CallRow[];
      return { record: (record as { text: string } | undefined)?.text ?? null, calls };
    },
    async (run, generation: Generation, recordId: string) => {
      const { record, calls } = await run(generation, recordId);
      if (record === null && calls.length === 0) return null;
      return { record: record === null ? null : (JSON.parse(record) as RecordView), calls: calls.map(storedCall) };
    },
  ),
};
