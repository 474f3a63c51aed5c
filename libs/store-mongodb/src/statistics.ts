import type { ClientSession, FindCursor } from 'mongodb';
import {
  columnsOf,
  countedHours,
  dayOf,
  isInColumns,
  type Metric,
  SEGMENT_FORMAT,
  SegmentCounter,
  Statistics,
  stretchesOf,
  type CallFilter,
  type StatisticsAnswer,
  type StatisticsQuery,
} from '#domain';
import { storedCall } from './callDocument.js';
import { allOf, callCondition, startsBetween, startsInRange, type Condition } from './conditions.js';
import type { GenerationStore } from './methods.js';
import { unsealedHours } from './segments.js';

/** Calls, and segments of days, counted at once: the event loop goes on between two portions. */
const PORTION = 1_000;
const SEGMENT_PORTION = 8;

const COUNT: Metric = { name: 'calls', kind: 'count', of: 'calls' };

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

/** Reads what the cursor finds, batch by batch. */
const readBatches = async <Document>(
  { signal }: Counting,
  cursor: FindCursor<Document>,
  add: (batch: readonly Document[]) => void,
): Promise<void> => {
  try {
    while (await cursor.hasNext()) {
      signal?.throwIfAborted();
      add(cursor.readBufferedDocuments());
    }
  } finally {
    await cursor.close();
  }
};

const addRows = (counting: Counting, starts: Condition): Promise<void> => {
  const { store, query, session, answer } = counting;
  const cursor = store.calls.find(allOf([starts, countedCalls(query)]), { session, batchSize: PORTION });
  return readBatches(counting, cursor, (batch) => answer.add(columnsOf(batch.map(storedCall))));
};

const addByHour = async (counting: Counting): Promise<void> => {
  const { store, query, session, answer } = counting;
  const { first, last, leastEnd } = countedHours(query);
  const [firstDay, lastDay] = [dayOf(first), dayOf(last)];
  const unsealed = await unsealedHours(store, { firstDay, lastDay }, session);
  const reaching = { $or: [{ lastEnd: null }, { lastEnd: { $gte: leastEnd } }] };
  const cursor = store.segments.find(
    { _id: { $gte: firstDay, $lte: lastDay }, format: SEGMENT_FORMAT, ...reaching },
    { session, batchSize: SEGMENT_PORTION },
  );
  const counter = new SegmentCounter(answer, new Set(unsealed));
  await readBatches(counting, cursor, (batch) => {
    for (const { _id, columns } of batch) counter.add(_id, columns.value());
    counter.flush();
  });
  const counted = unsealed.filter((hour) => hour >= first && hour <= last);
  for (const { from, to } of stretchesOf(counted)) await addRows(counting, startsBetween(from, to));
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

/** How many calls a filter finds that asks for what is in columns. */
export const countInSegments = async (
  store: GenerationStore,
  filter: CallFilter,
  signal?: AbortSignal,
): Promise<number> => {
  const { attribution, timezone = 'UTC', clock } = filter;
  const whole = { groupBy: [], interval: null, top: null, fill: false, asOf: clock.now / 1000 };
  const query = { ...whole, filter, attribution, timezone, metrics: [COUNT] };
  const { totals } = await statistics.statistics(store, query, signal);
  return totals[0] ?? 0;
};
