import fc from 'fast-check';
import { MOST_ROWS, parseMetric, TooManyRows, type StatisticsQuery, type StoredCall } from '#domain';
import type { Generation } from '#ports';
import { describeRun, propertyRun, storePropertyRun } from '../../support/arbitraries.js';
import { anyCalls, anyQuery, anyStoredCondition, isoSeconds, NOW } from '../../support/statistics/anyStatistics.js';
import { naiveStatistics } from '../../support/statistics/naiveStatistics.js';
import { plainAnswer } from '../../support/statistics/plainAnswer.js';
import { aCall, allCalls, CLOCK, documentsOf } from '../someCalls.js';
import type { SharedReadModels } from './sharedReadModels.js';

const CALLS = 60;

/** How many calls there are. */
export const COUNT_ALL: StatisticsQuery = {
  filter: { clock: { ...CLOCK, now: NOW } },
  attribution: 'start',
  metrics: [parseMetric('calls')!],
  groupBy: [],
  interval: null,
  timezone: 'UTC',
  top: null,
  fill: false,
  asOf: Math.floor(NOW / 1000),
};

export const describeStatistics = (shared: SharedReadModels): void => {
  describe('statistics', () => {
    const [calls] = fc.sample(anyCalls(CALLS), { seed: propertyRun.seed, numRuns: 1 }) as [StoredCall[]];
    let generation: Generation;
    beforeAll(async () => {
      generation = await shared.generation();
      const documents = calls.map((call) => documentsOf(call.revision.stream, 8, [call]));
      await shared.readModels.replaceDocuments(generation, documents, null);
    });

    it(`are those of the plainest way over whole calls, ${describeRun(storePropertyRun)}`, async () => {
      const property = fc.asyncProperty(anyQuery(anyStoredCondition), async (query) => {
        const answer = await shared.readModels.statistics(generation, query);
        expect(plainAnswer(answer, query)).toEqual(naiveStatistics(calls, query));
      });
      await fc.assert(property, storePropertyRun);
    });

    it(`count as many calls as the list gives for the same filters, ${describeRun(storePropertyRun)}`, async () => {
      const property = fc.asyncProperty(anyQuery(anyStoredCondition), async ({ filter, ...query }) => {
        const attribution = query.attribution === 'end' ? ('end' as const) : ('start' as const);
        const { timezone } = query;
        const asked = { ...COUNT_ALL, filter, attribution, timezone };
        const { totals } = await shared.readModels.statistics(generation, asked);
        const listing = { ...filter, attribution, timezone };
        const listed = await allCalls(shared.readModels, generation, { filter: listing });
        const counted = await shared.readModels.countCalls(generation, listing);
        expect([totals[0], counted]).toEqual([listed.length, listed.length]);
      });
      await fc.assert(property, storePropertyRun);
    });

    it('count nothing of a generation that has no calls', async () => {
      const empty = await shared.generation();
      const { rows, totals, provisional } = await shared.readModels.statistics(empty, COUNT_ALL);
      expect([rows.count, [...totals], provisional]).toEqual([0, [0], 0]);
    });

    it('stop when nobody waits for them any more', async () => {
      const left = AbortSignal.abort(new Error('the client has left'));
      await expect(shared.readModels.statistics(generation, COUNT_ALL, left)).rejects.toThrow('the client has left');
      const { signal } = new AbortController();
      expect((await shared.readModels.statistics(generation, COUNT_ALL, signal)).totals[0]).toBe(calls.length);
    });

    it('of more rows than anybody reads are refused, though all else goes on', async () => {
      const long = await shared.generation();
      // three years in quarters of an hour
      const call = aCall('long', { startedAt: isoSeconds(NOW / 1000 - 95_000_000), endedAt: isoSeconds(NOW / 1000) });
      await shared.readModels.replaceDocuments(long, [documentsOf('long', 8, [call])], null);
      const metrics = [parseMetric('concurrency')!];
      const query: StatisticsQuery = { ...COUNT_ALL, attribution: 'clipped', metrics, interval: 'PT15M' };
      expect(95_000_000 / 900).toBeGreaterThan(MOST_ROWS);
      await expect(shared.readModels.statistics(long, query)).rejects.toBeInstanceOf(TooManyRows);
      expect((await shared.readModels.statistics(long, COUNT_ALL)).totals[0]).toBe(1);
    });
  });
};
