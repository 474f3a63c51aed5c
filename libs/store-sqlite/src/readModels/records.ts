import { isoSeconds, secondsOf, type RecordView } from '#domain';
import {
  pageOf,
  type AttemptedRecord,
  type Generation,
  type Page,
  type PageKey,
  type RecordQuery,
  type VisibleCalls,
  type GenerationKey,
} from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inTwoParts } from '../worker/methods.js';
import {
  allOf,
  callCondition,
  condition,
  isOneOf,
  unionOf,
  type Condition,
  type ResolvedFilter,
} from './conditions.js';
import { storedCall, type CallRow } from './documentTexts.js';
import { callDrivers, indexed, type Driver } from './drivers.js';
import { tablesOf, type GenerationTables } from './generationTables.js';
import { streamsOfRecord } from './recordStreams.js';
import { resolveFilter } from './resolveFilter.js';

type ResolvedRecordQuery = Omit<RecordQuery, 'filter'> & { readonly filter: ResolvedFilter };

const isVisible = (alias: string, { source, project }: VisibleCalls): Condition =>
  allOf([
    ...(source === undefined ? [] : [isOneOf(`${alias}.source`, source)]),
    ...(project === undefined ? [] : [isOneOf(`${alias}.project`, project)]),
  ]);

/** Whether the record of call `c` has a visible call `e` such as `which` says. */
const hasAttempt = (t: GenerationTables, visible: VisibleCalls, which: string): Condition => {
  const { sql, values } = isVisible('e', visible);
  return condition(
    `EXISTS (SELECT 1 FROM ${t.calls} e INDEXED BY ${t.calls}_by_stream WHERE e.stream_key = c.stream_key AND ${which} AND ${sql})`,
    ...values,
  );
};

const not = ({ sql, values }: Condition): Condition => condition(`NOT ${sql}`, ...values);

/** One bound at the upper end, the tighter one, as in pages.ts. */
const startsInRange = ({ filter: { from, to }, after }: RecordQuery | ResolvedRecordQuery): Condition[] => {
  const isDeep = after !== null && (to === undefined || to > after.startedAt);
  return [
    ...(from === undefined ? [] : [condition('c.started_at >= ?', secondsOf(from))]),
    ...(to === undefined || isDeep ? [] : [condition('c.started_at < ?', secondsOf(to))]),
    ...(isDeep ? [condition('c.started_at <= ?', secondsOf(after.startedAt))] : []),
    ...(after === null ? [] : [condition('(+c.started_at, c.record) < (?, ?)', secondsOf(after.startedAt), after.id)]),
  ];
};

/** A row of recordPage. */
interface FirstAttempt {
  readonly started_at: number;
  readonly record: string;
}

/** Null where nothing can match. */
const recordPage = (t: GenerationTables, query: ResolvedRecordQuery): Condition | null => {
  const { visible, reached, filter } = query;
  const isFirst = not(hasAttempt(t, visible, '(e.started_at, e.id, e.stream) < (c.started_at, c.id, c.stream)'));
  const isReached = hasAttempt(t, visible, "e.outcome = 'conversation'");
  const where = allOf([
    condition('c.record IS NOT NULL'),
    ...startsInRange(query),
    callCondition(filter),
    isVisible('c', visible),
    isFirst,
    ...(reached === undefined ? [] : [reached ? isReached : not(isReached)]),
  ]);
  const selectFrom = (driver: Driver): Condition => {
    return condition(
      `SELECT * FROM (SELECT c.started_at, c.record FROM ${indexed(t.calls, 'c', driver)} WHERE ${driver.condition.sql} AND ${where.sql}
       ORDER BY c.started_at DESC, c.record DESC LIMIT ${query.limit + 1})`,
      ...driver.condition.values,
      ...where.values,
    );
  };
  const merged = unionOf(callDrivers(filter).map(selectFrom));
  if (merged === null) return null;
  return condition(`${merged.sql} ORDER BY started_at DESC, record DESC LIMIT ${query.limit + 1}`, ...merged.values);
};

interface RecordRow {
  readonly id: string;
  readonly record: string | null;
  readonly calls: readonly CallRow[];
}

/** These records with those of their calls that are visible, each in order. */
export const readRecords = (
  db: Database,
  t: GenerationTables,
  ids: readonly string[],
  visible: VisibleCalls,
): RecordRow[] => {
  const { sql, values } = isVisible('c', visible);
  const calls = db.prepare(
    `SELECT d.text, c.stream, c.revision FROM ${t.calls} c INDEXED BY ${t.calls}_by_stream
     JOIN ${t.documents} d ON d.key = c.document
     WHERE c.stream_key IN (SELECT value FROM json_each(?)) AND ${sql} ORDER BY c.started_at, c.id, c.stream`,
  );
  return ids.map((id) => {
    const streams = streamsOfRecord(db, t, id);
    return {
      id,
      record: streams.find(({ record }) => record !== null)?.record ?? null,
      calls: calls.all(JSON.stringify(streams.map(({ key }) => key)), ...values) as CallRow[],
    };
  });
};

export const attemptedRecord = ({ id, record, calls }: RecordRow): AttemptedRecord => ({
  id,
  record: record === null ? null : (JSON.parse(record) as RecordView),
  calls: calls.map(storedCall),
});

interface PageOfRows {
  readonly records: readonly RecordRow[];
  readonly next: PageKey | null;
}

/** RecordQueries of #ports. */
export const recordQueries = {
  findRecords: inTwoParts(
    (db: Database, generation: GenerationKey, query: RecordQuery): PageOfRows => {
      const t = tablesOf(generation);
      const page = recordPage(t, { ...query, filter: resolveFilter(db, generation, query.filter) });
      const rows = page === null ? [] : (db.prepare(page.sql).all(...page.values) as FirstAttempt[]);
      const { items, next } = pageOf(rows, query.limit, ({ started_at, record }) => ({
        startedAt: isoSeconds(started_at),
        id: record,
        stream: '',
      }));
      const ids = items.map(({ record }) => record);
      return { records: readRecords(db, t, ids, query.visible), next };
    },
    async (run, generation: Generation, query: RecordQuery): Promise<Page<AttemptedRecord>> => {
      const { records, next } = await run(generation, query);
      return { items: records.map(attemptedRecord), next };
    },
  ),
};
