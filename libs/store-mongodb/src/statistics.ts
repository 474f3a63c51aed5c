import type { ClientSession, FindCursor } from 'mongodb';
import {
  columnsOf,
  countedHours,
  decodeSegments,
  isInColumns,
  Statistics,
  stretchesOf,
  type CallColumns,
  type CallFilter,
  type StatisticsAnswer,
  type StatisticsQuery,
} from '#domain';
import { storedCall } from './callDocument.js';
import { allOf, callCondition, startsBetween, startsInRange, type Condition } from './conditions.js';
import type { GenerationStore } from './methods.js';
import { UNSEALED } from './segments.js';

/** Calls, and segments, counted at once: the event loop goes on between two portions. */
const PORTION = 1_000;
const SEGMENT_PORTION = 100;

/** Of clipped statistics: not those that were over before the range begins. */
const reachesRange = ({ filter, attribution }: StatisticsQuery): Condition[] =>
  attribution === 'clipped' && filter.from !== undefined
    ? [{ $or: [{ 'call.endedAt': null }, { 'call.endedAt': { $gte: filter.from } }] }]
    : [];

/** The calls that a statistic may count: what the engine finds in columns, too, only makes them fewer. */
const countedCalls = (query: StatisticsQuery): Condition => {
  const attribution = query.attribution === 'end' ? 'end' : 'start';
  const filter: CallFilter = { ...query.filter, attribution, timezone: query.timezone };
  // a call that was there before `to` began before it, too
  const range = startsInRange({ ...filter, attribution: query.attribution === 'start' ? 'start' : 'end' });
  return allOf([range, ...reachesRange(query), callCondition(filter)]);
};

/** One statistic that is being counted, over the store as it was at one moment. */
interface Counting {
  readonly store: GenerationStore;
  readonly query: StatisticsQuery;
  readonly session: ClientSession;
  readonly answer: Statistics;
  readonly signal: AbortSignal | undefined;
}

/** Adds what the cursor finds, batch by batch. */
const addBatches = async <Document>(
  { answer, signal }: Counting,
  cursor: FindCursor<Document>,
  columnsIn: (batch: readonly Document[]) => readonly CallColumns[],
): Promise<void> => {
  try {
    while (await cursor.hasNext()) {
      signal?.throwIfAborted();
      for (const columns of columnsIn(cursor.readBufferedDocuments())) answer.add(columns);
    }
  } finally {
    await cursor.close();
  }
};

const addRows = (counting: Counting, starts: Condition): Promise<void> => {
  const { store, query, session } = counting;
  const cursor = store.calls.find(allOf([starts, countedCalls(query)]), { session, batchSize: PORTION });
  return addBatches(counting, cursor, (batch) => [columnsOf(batch.map(storedCall))]);
};

const addByHour = async (counting: Counting): Promise<void> => {
  const { store, query, session } = counting;
  const { first, last, leastEnd } = countedHours(query);
  const within = { $gte: first, $lte: last };
  const unsealed = await store.marks.distinct('_id.hour', { ...UNSEALED, '_id.hour': within }, { session });
  const reaching = { $or: [{ lastEnd: null }, { lastEnd: { $gte: leastEnd } }] };
  const cursor = store.segments.find(
    { _id: { ...within, $nin: unsealed }, ...reaching },
    { session, batchSize: SEGMENT_PORTION },
  );
  await addBatches(counting, cursor, (batch) => [decodeSegments(batch.map(({ columns }) => columns.value()))]);
  for (const { from, to } of stretchesOf(unsealed)) await addRows(counting, startsBetween(from, to));
};

/** CallStatistics of #ports. */
export const statistics = {
  /** Counts in this process, portion by portion, all calls of one moment: one that changes meanwhile is neither missed nor met twice. */
  statistics: (store: GenerationStore, query: StatisticsQuery, signal?: AbortSignal): Promise<StatisticsAnswer> =>
    store.client.withSession({ snapshot: true }, async (session) => {
      signal?.throwIfAborted();
      const counting = { store, query, session, signal, answer: new Statistics(query) };
      if (isInColumns(query.filter)) await addByHour(counting);
      else await addRows(counting, {});
      return counting.answer.answer();
    }),
};
