import { columnsOf, Statistics, type CallFilter, type StatisticsAnswer, type StatisticsQuery } from '#domain';
import { storedCall } from './callDocument.js';
import { allOf, callCondition, startsInRange, type Condition } from './conditions.js';
import type { GenerationStore } from './methods.js';

/** Calls counted at once: the event loop goes on between two portions. */
const PORTION = 1_000;

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

/** CallStatistics of #ports. */
export const statistics = {
  /** Counts in this process, portion by portion, all calls of one moment: one that changes meanwhile is neither missed nor met twice. */
  statistics: ({ client, calls }: GenerationStore, query: StatisticsQuery): Promise<StatisticsAnswer> =>
    client.withSession({ snapshot: true }, async (session) => {
      const answer = new Statistics(query);
      const cursor = calls.find(countedCalls(query), { session, batchSize: PORTION });
      try {
        while (await cursor.hasNext()) answer.add(columnsOf(cursor.readBufferedDocuments().map(storedCall)));
      } finally {
        await cursor.close();
      }
      return answer.answer();
    }),
};
