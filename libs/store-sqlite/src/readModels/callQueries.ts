import type { CallFilter } from '#domain';
import {
  callKey,
  pageOf,
  type CallLeg,
  type CallPageQuery,
  type Generation,
  type GenerationKey,
  type PageQuery,
} from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inTwoParts } from '../worker/methods.js';
import type { Condition } from './conditions.js';
import { asCallJson, keyOfRow, storedCall, withoutLegs, type CallRow, type ListedCallRow } from './documentTexts.js';
import { tablesOf } from './generationTables.js';
import { callCount, callPage, legCount, legPage, type ResolvedQuery } from './pages.js';
import { attemptedRecord, readRecords } from './records.js';
import { resolveFilter } from './resolveFilter.js';

interface LegRow extends CallRow {
  readonly leg: number;
}

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

const callRows = (db: Database, generation: GenerationKey, query: PageQuery): ListedCallRow[] =>
  rowsOf<ListedCallRow>(db, callPage(tablesOf(generation), resolvedQuery(db, generation, query)));

/** The record's call comes first, then the one written later. */
export const callsOfDialog = (db: Database, generation: GenerationKey, dialogUuid: string): CallRow[] => {
  const t = tablesOf(generation);
  return db
    .prepare(
      `SELECT d.text, c.stream, c.revision FROM ${t.legs} l
       CROSS JOIN ${t.calls} c ON c.started_at = l.started_at AND c.document = l.document
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
    (db: Database, generation: GenerationKey, query: CallPageQuery): CallRow[] => {
      const rows = callRows(db, generation, query);
      return query.withoutLegs === true ? rows.map(withoutLegs) : rows;
    },
    async (run, generation: Generation, query: CallPageQuery) =>
      pageOf((await run(generation, query)).map(storedCall), query.limit, callKey),
  ),

  findCallJson: inTwoParts(callRows, async (run, generation: Generation, query: PageQuery) => {
    const { items, next } = pageOf(await run(generation, query), query.limit, keyOfRow);
    return { items: items.map(asCallJson), next };
  }),

  findLegs: inTwoParts(
    (db: Database, generation: GenerationKey, query: PageQuery): LegRow[] =>
      rowsOf<LegRow>(db, legPage(tablesOf(generation), resolvedQuery(db, generation, query))),
    async (run, generation: Generation, query: PageQuery) => {
      const legs = (await run(generation, query)).map(callLeg);
      return pageOf(legs, query.limit, ({ call, index }) => ({ ...callKey(call), leg: index }));
    },
  ),

  recordWithCalls: inTwoParts(
    (db: Database, generation: GenerationKey, recordId: string) =>
      readRecords(db, tablesOf(generation), [recordId], {}),
    async (run, generation: Generation, recordId: string) => {
      const [found] = (await run(generation, recordId)).map(attemptedRecord);
      if (found === undefined || (found.record === null && found.calls.length === 0)) return null;
      return { record: found.record, calls: found.calls };
    },
  ),
};
