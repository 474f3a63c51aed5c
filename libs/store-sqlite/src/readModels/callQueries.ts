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
import { assertWanted, whileWanted, type StopFlag } from '../worker/stopFlag.js';
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

type Read<Question, Found> = (db: Database, generation: GenerationKey, question: Question) => Found;

/** Reads only where somebody still waits when its turn comes. One statement cannot be stopped: then it is waited for. */
const whereWanted =
  <Question, Found>(read: Read<Question, Found>) =>
  (db: Database, generation: GenerationKey, question: Question, stop: StopFlag): Found => {
    assertWanted(stop);
    return read(db, generation, question);
  };

const counting = (read: Read<CallFilter, number>) =>
  inTwoParts(whereWanted(read), (run, generation: Generation, filter: CallFilter, signal?: AbortSignal) =>
    whileWanted(signal, (stop) => run(generation, filter, stop)),
  );

/** Those of CallQueries of #ports that may have to look at every call. */
export const callCounts = {
  countCalls: counting((db, generation, filter) =>
    countIn(db, callCount(tablesOf(generation), resolveFilter(db, generation, filter))),
  ),
  countLegs: counting((db, generation, filter) =>
    countIn(db, legCount(tablesOf(generation), resolveFilter(db, generation, filter))),
  ),
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
    whereWanted((db, generation, query: CallPageQuery): CallRow[] => {
      const rows = callRows(db, generation, query);
      return query.withoutLegs === true ? rows.map(withoutLegs) : rows;
    }),
    async (run, generation: Generation, query: CallPageQuery, signal?: AbortSignal) => {
      const rows = await whileWanted(signal, (stop) => run(generation, query, stop));
      return pageOf(rows.map(storedCall), query.limit, callKey);
    },
  ),

  findCallJson: inTwoParts(callRows, async (run, generation: Generation, query: PageQuery) => {
    const { items, next } = pageOf(await run(generation, query), query.limit, keyOfRow);
    return { items: items.map(asCallJson), next };
  }),

  findLegs: inTwoParts(
    whereWanted((db, generation, query: PageQuery): LegRow[] =>
      rowsOf<LegRow>(db, legPage(tablesOf(generation), resolvedQuery(db, generation, query))),
    ),
    async (run, generation: Generation, query: PageQuery, signal?: AbortSignal) => {
      const rows = await whileWanted(signal, (stop) => run(generation, query, stop));
      const legs = rows.map(callLeg);
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
