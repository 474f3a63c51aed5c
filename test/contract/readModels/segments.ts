import fc from 'fast-check';
import { hourOf, matchesCall, type CallFilter, type StoredCall } from '#domain';
import { GenerationConflict, type Generation } from '#ports';
import { describeRun, propertyRun, storePropertyRun } from '../../support/arbitraries.js';
import { anyCalls, anyQuery, anyStoredCondition } from '../../support/statistics/anyStatistics.js';
import { naiveStatistics } from '../../support/statistics/naiveStatistics.js';
import { plainAnswer } from '../../support/statistics/plainAnswer.js';
import { aCall, allCalls, allQuiet, documentsOf } from '../someCalls.js';
import { BUILD, type SharedReadModels } from './sharedReadModels.js';
import { COUNT_ALL } from './statistics.js';

const STREAMS = 24;
const HOUR_MS = 3_600_000;

/** Writes one of two versions of some streams' calls, or takes them away; or makes some segments. */
const anyStep = fc.oneof(
  fc.record({
    streams: fc.uniqueArray(fc.nat({ max: STREAMS - 1 }), { minLength: 1, maxLength: 6 }),
    version: fc.constantFrom(0, 0, 1, 1, null),
  }),
  fc.record({ seal: fc.constantFrom(1, 3, 1_000) }),
);

export const describeSegments = (shared: SharedReadModels): void => {
  describe('segments', () => {
    const versions = fc
      .sample(anyCalls(STREAMS * 2), { seed: propertyRun.seed, numRuns: 20 })
      .filter(({ length }) => length >= STREAMS);
    const stored = new Map<number, StoredCall>();
    let revision = 0;
    let generation: Generation;
    beforeAll(async () => {
      generation = await shared.generation();
    });

    const write = async (streams: readonly number[], version: number | null): Promise<void> => {
      revision += 1;
      const documents = streams.map((stream) => {
        const call = version === null ? undefined : versions[version]![stream]!;
        if (call === undefined) stored.delete(stream);
        else stored.set(stream, call);
        return documentsOf(`s${stream}`, revision, call === undefined ? [] : [call]);
      });
      await shared.readModels.replaceDocuments(generation, documents, null);
    };

    it(`change no answer, whenever they are made, ${describeRun(storePropertyRun)}`, async () => {
      const cases = fc.tuple(fc.array(anyStep, { maxLength: 4 }), anyQuery(anyStoredCondition));
      const property = fc.asyncProperty(cases, async ([steps, query]) => {
        for (const step of steps) {
          if ('seal' in step) await shared.readModels.sealHours(generation, allQuiet(step.seal));
          else await write(step.streams, step.version);
        }
        const answer = await shared.readModels.statistics(generation, query);
        expect(plainAnswer(answer, query)).toEqual(naiveStatistics([...stored.values()], query));
        const filter: CallFilter = { ...query.filter, attribution: 'start', timezone: query.timezone };
        const listed = await allCalls(shared.readModels, generation, { filter, limit: 5 });
        const matching = [...stored.values()].filter((call) => matchesCall(filter, call));
        expect(listed.map(({ id }) => id).sort()).toEqual(matching.map(({ id }) => id).sort());
      });
      // what is stored goes on from case to case, so a case cannot be made smaller
      await fc.assert(property, { ...storePropertyRun, endOnFailure: true });
    });

    it('are made of hours in which nothing is written any more, and again after something was', async () => {
      const { readModels } = shared;
      const own = await shared.generation();
      const calls = ['10:59:59', '11:00:00', '11:59:59', '12:00:00'].map((time, i) =>
        aCall(`s${i}`, { startedAt: `2020-08-26T${time}Z` }),
      );
      await readModels.replaceDocuments(
        own,
        calls.map((call, i) => documentsOf(`s${i}`, 1, [call])),
        null,
      );
      expect(new Set(calls.map(({ startedAt }) => hourOf(startedAt))).size).toBe(3);
      expect(await readModels.sealHours(own, { quietSince: Date.now() - HOUR_MS, most: 10 })).toBe(0);
      expect(await readModels.sealHours(own, allQuiet(2))).toBe(2);
      expect(await readModels.sealHours(own, allQuiet())).toBe(1);
      expect(await readModels.sealHours(own, allQuiet())).toBe(0);

      const [first, second] = calls as [StoredCall, StoredCall];
      await readModels.replaceDocuments(
        own,
        [documentsOf('s0', 2, [{ ...first, startedAt: '2020-08-26T12:30:00Z' }])],
        null,
      );
      expect(await readModels.sealHours(own, allQuiet())).toBe(2); // the hour that it has left, and its new one
      await readModels.replaceDocuments(own, [documentsOf('s1', 2, [second])], null); // nothing has changed but the revision
      expect(await readModels.sealHours(own, allQuiet())).toBe(0);
      await readModels.replaceStream(own, [documentsOf('s1', 2, [])], 2);
      expect((await readModels.statistics(own, COUNT_ALL)).totals[0]).toBe(3);
      expect(await readModels.sealHours(own, allQuiet())).toBe(1);
      expect((await readModels.statistics(own, COUNT_ALL)).totals[0]).toBe(3);
    });

    it('are of one generation, and go with it', async () => {
      const { readModels } = shared;
      const live = await shared.generation();
      const build = await readModels.startBuild(live.projection, BUILD);
      await readModels.replaceDocuments(live, [documentsOf('s', 1, [aCall('s')])], null);
      await readModels.replaceDocuments(build, [documentsOf('s', 1, [aCall('s'), aCall('s')])], null);
      expect([await readModels.sealHours(live, allQuiet()), await readModels.sealHours(build, allQuiet())]).toEqual([
        1, 1,
      ]);
      expect((await readModels.statistics(live, COUNT_ALL)).totals[0]).toBe(1);
      expect((await readModels.statistics(build, COUNT_ALL)).totals[0]).toBe(2);
      await readModels.dropGeneration(build);
      await expect(readModels.sealHours(build, allQuiet())).rejects.toBeInstanceOf(GenerationConflict);
      expect((await readModels.statistics(live, COUNT_ALL)).totals[0]).toBe(1);
    });

    it('keep the calls of a stream that is poisoned', async () => {
      const { readModels } = shared;
      const own = await shared.generation();
      await readModels.replaceDocuments(own, [documentsOf('s', 1, [aCall('s')])], null);
      await readModels.sealHours(own, allQuiet());
      const poison = { message: 'the fold threw', at: '2020-08-26T13:00:00.000Z' };
      await readModels.replaceDocuments(own, [documentsOf('s', 2, [], { poison })], null);
      expect((await readModels.statistics(own, COUNT_ALL)).totals[0]).toBe(1);
    });
  });
};
