import type { CallDifference, DifferenceCounts } from '#domain';
import { GenerationConflict, type Generation, type ReadModels } from '#ports';
import { aCall, positionAt } from '../someCalls.js';
import { BUILD, type SharedReadModels } from './sharedReadModels.js';

/** What a comparison that has added so many calls has counted. */
const countsOf = (changed: number, overrides: Partial<DifferenceCounts> = {}): DifferenceCounts => ({
  position: positionAt(9),
  calls: { before: 30, after: 30, added: 0, removed: 0, changed },
  fields: {
    'durations.talkSeconds': { changed: 2, before: 7, after: 8.5 },
    outcome: { changed: 1, before: null, after: null },
  },
  ...overrides,
});

const expectConflict = (promise: Promise<unknown>): Promise<void> =>
  expect(promise).rejects.toBeInstanceOf(GenerationConflict);

export const describeDifferences = (shared: SharedReadModels): void => {
  describe('differences', () => {
    const contact = { number: '$1', name: '__proto__' };
    const some: readonly CallDifference[] = Array.from({ length: 12 }, (_, i) => ({
      id: `call ${i}`,
      before: i % 3 === 0 ? null : aCall('s', { id: `call ${i}` }),
      after: i % 3 === 1 ? null : aCall('s', { id: `call ${i}`, holdCount: i, contact }),
    }));
    const readAll = async (generation: Generation, limit: number): Promise<CallDifference[]> => {
      const found: CallDifference[] = [];
      let after: number | null = null;
      do {
        const page: Awaited<ReturnType<ReadModels['differences']>> = await shared.readModels.differences(generation, {
          after,
          limit,
        });
        if (page.next !== null) expect(page.items).toHaveLength(limit);
        found.push(...page.items);
        after = page.next;
      } while (after !== null);
      return found;
    };
    let live: Generation;
    let build: Generation;
    beforeEach(async () => {
      live = await shared.generation();
      build = await shared.readModels.startBuild(live.projection, BUILD);
    });

    it.each([1, 5, 12, 100])('come in the order in which they were added, in pages of %i', async (limit) => {
      for (const from of [0, 5, 10]) await shared.readModels.addDifferences(build, some.slice(from, from + 5), from);
      await shared.readModels.addDifferences(build, [], 12);
      expect(await readAll(build, limit)).toEqual(some);
      expect(await readAll(live, limit)).toEqual([]);
    });

    it('are none after they were cleared, and begin anew', async () => {
      await shared.readModels.clearDifferences(build);
      await shared.readModels.addDifferences(build, some, 0);
      await shared.readModels.addDifferences(live, some.slice(0, 1), 0);
      await shared.readModels.clearDifferences(build);
      expect(await readAll(build, 5)).toEqual([]);
      await shared.readModels.addDifferences(build, some.slice(3, 6), 0);
      expect(await readAll(build, 5)).toEqual(some.slice(3, 6));
      expect(await readAll(live, 5)).toEqual(some.slice(0, 1));
    });

    it('stay over a restart', async () => {
      const before = await shared.secondClient();
      await before.addDifferences(build, some, 0);
      await before.close();
      const after = await shared.secondClient();
      expect(await after.differences(build, { after: null, limit: 100 })).toEqual({ items: some, next: null });
    });

    it('of two comparisons do not stand beside each other: who comes second adds nothing', async () => {
      const client = await shared.secondClient();
      const adding = [shared.readModels, client].map((one) => one.addDifferences(build, some.slice(0, 5), 0));
      const results = await Promise.allSettled(adding);
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused.map(({ reason }) => reason as unknown)).toEqual([expect.any(GenerationConflict)]);
      expect(await readAll(build, 5)).toEqual(some.slice(0, 5));
      await expectConflict(client.addDifferences(build, some.slice(0, 2), 3));
      await expectConflict(client.addDifferences(build, [], 0));
      await client.addDifferences(build, [], 5);
      await shared.readModels.clearDifferences(build);
      await expectConflict(client.addDifferences(build, some.slice(5, 8), 5));
      expect(await readAll(build, 5)).toEqual([]);
    });
  });

  describe('a comparison', () => {
    let live: Generation;
    let build: Generation;
    beforeEach(async () => {
      live = await shared.generation();
      build = await shared.readModels.startBuild(live.projection, BUILD);
    });
    const add = async (client: ReadModels, count: number, after = 0): Promise<void> => {
      const some = Array.from({ length: count }, (_, i) => ({ id: `${after + i}`, before: null, after: null }));
      await client.addDifferences(build, some, after);
    };

    it('is none before one has ended, and then what it has counted, for every client and over a restart', async () => {
      const before = await shared.secondClient();
      expect(await before.comparison(build)).toBeNull();
      await add(before, 3);
      expect(await before.comparison(build)).toBeNull();
      await before.saveComparison(build, countsOf(3));
      await before.close();
      for (const client of [shared.readModels, await shared.secondClient()]) {
        expect(await client.comparison(build)).toEqual(countsOf(3));
        expect(await client.comparison(live)).toBeNull();
      }
    });

    it('takes the place of the one before, which stays until then, for a client that has read that, too', async () => {
      const client = await shared.secondClient();
      await add(client, 3);
      await client.saveComparison(build, countsOf(3));
      await shared.readModels.clearDifferences(build);
      await add(shared.readModels, 1);
      expect(await client.comparison(build)).toEqual(countsOf(3));
      const calls = { before: 30, after: 31, added: 1, removed: 0, changed: 0 };
      const other = countsOf(0, { position: positionAt(10), calls, fields: {} });
      await shared.readModels.saveComparison(build, other);
      expect(await client.comparison(build)).toEqual(other);
      await shared.readModels.changeGeneration(build, { state: 'ready' });
      expect(await client.comparison(build)).toEqual(other);
    });

    it('is saved only where as many calls were added as it has counted, else nothing is changed', async () => {
      await expectConflict(shared.readModels.saveComparison(build, countsOf(1)));
      await shared.readModels.saveComparison(build, countsOf(0));
      await add(shared.readModels, 3);
      for (const counted of [0, 2, 4]) await expectConflict(shared.readModels.saveComparison(build, countsOf(counted)));
      expect(await shared.readModels.comparison(build)).toEqual(countsOf(0));
    });

    it('of a dropped generation stays, and none of the calls in which it has differed', async () => {
      const client = await shared.secondClient();
      await add(client, 3);
      await client.saveComparison(build, countsOf(3));
      await shared.readModels.dropGeneration(build);
      await shared.readModels.dropGeneration(build); // as at each start of a projector
      for (const one of [shared.readModels, client]) {
        expect(await one.comparison(build)).toEqual(countsOf(3));
        await expectConflict(one.differences(build, { after: null, limit: 10 }));
        await expectConflict(one.saveComparison(build, countsOf(0)));
      }
    });
  });
};
