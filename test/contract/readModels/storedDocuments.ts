import type { Generation } from '#ports';
import { countReplaced } from '../countReplaced.js';
import { aCall, allCalls, documentsOf, positionAt } from '../someCalls.js';
import { BUILD, type SharedReadModels } from './sharedReadModels.js';

export const describeStoredDocuments = (shared: SharedReadModels): void => {
  let live: Generation;
  beforeEach(async () => {
    live = await shared.generation();
  });

  describe('the stored streams', () => {
    const names = Array.from({ length: 23 }, (_, i) => `s${String(i).padStart(2, '0')}`);
    /** 0 to 2 calls in each. */
    const callsOf = (i: number) =>
      ['b', 'a'].slice(0, i % 3).map((id) => aCall(names[i]!, { id: `${names[i]!}${id}` }));
    let build: Generation;
    beforeEach(async () => {
      build = await shared.readModels.startBuild(live.projection, BUILD);
      const documents = names.map((name, i) => documentsOf(name, i, callsOf(i)));
      await shared.readModels.replaceDocuments(build, documents.reverse(), null);
    });
    const expected = (i: number) => ({
      stream: names[i]!,
      revision: i,
      position: positionAt(i),
      calls: expect.anything() as unknown,
    });

    it.each([1, 5, 23, 100])('come each once, by name, those without calls too, in pages of %i', async (limit) => {
      const found = [];
      for (let after: string | null = null; ;) {
        const page = await shared.readModels.storedStreams(build, { after, limit });
        found.push(...page);
        expect(page.length).toBeLessThanOrEqual(limit);
        if (page.length < limit) break;
        after = page.at(-1)!.stream;
      }
      expect(found).toEqual(names.map((_, i) => expected(i)));
      expect(found.map(({ calls }) => calls.map(({ id }) => id))).toEqual(
        names.map((_, i) =>
          callsOf(i)
            .map(({ id }) => id)
            .sort(),
        ),
      );
    });

    it('bring calls as they are stored, at the revision at which each last changed, and no removed one', async () => {
      const [kept, changed, gone] = ['k', 'c', 'g'].map((id) => aCall('x', { id }));
      await shared.readModels.replaceDocuments(build, [documentsOf('x', 5, [kept!, changed!, gone!])], null);
      await shared.readModels.replaceDocuments(
        build,
        [documentsOf('x', 6, [kept!, { ...changed!, holdCount: 3 }])],
        null,
      );
      expect(await shared.readModels.storedStreamsNamed(build, ['x'])).toEqual([
        {
          stream: 'x',
          revision: 6,
          position: positionAt(6),
          calls: [
            { ...changed, holdCount: 3, revision: { stream: 'x', number: 6 } },
            { ...kept, revision: { stream: 'x', number: 5 } },
          ],
        },
      ]);
    });

    it('can be asked for by name; one that is not there is left out', async () => {
      const found = await shared.readModels.storedStreamsNamed(build, ['s05', 'never there', 's03']);
      expect(found.map(({ stream }) => stream).sort()).toEqual(['s03', 's05']);
      expect(await shared.readModels.storedStreamsNamed(build, ['never there'])).toEqual([]);
      expect(await shared.readModels.storedStreamsNamed(build, [])).toEqual([]);
      expect(await shared.readModels.storedStreamsNamed(live, ['s03'])).toEqual([]);
    });

    it('are asked how far they have come', async () => {
      await shared.readModels.replaceDocuments(build, [documentsOf('x', 5, [aCall('x')])], null);
      await shared.readModels.replaceDocuments(build, [documentsOf('x', 7, []), documentsOf('y', 0, [])], null);
      const poison = { message: 'the fold threw', at: '2024-01-01T00:00:00.000Z' };
      await shared.readModels.replaceDocuments(build, [{ ...documentsOf('z', 4, []), poison }], null);
      const asked = ['x', 'y', 'z', 'never there'];
      expect([...(await shared.readModels.storedRevisions(build, asked))].sort()).toEqual([
        ['x', 7],
        ['y', 0],
        ['z', 4],
      ]);
      expect((await shared.readModels.storedRevisions(live, asked)).size).toBe(0);
      expect((await shared.readModels.storedRevisions(build, [])).size).toBe(0);
    });

    it('are of one moment each, while others write', async () => {
      const client = await shared.secondClient();
      const writing = new AbortController();
      const write = async (): Promise<void> => {
        for (let revision = 100; revision < 140; revision += 1) {
          const calls = ['a', 'b', 'c']
            .slice(0, 1 + (revision % 3))
            .map((id) => aCall('x', { id, holdCount: revision }));
          await client.replaceDocuments(build, [documentsOf('x', revision, calls)], null);
        }
        writing.abort();
      };
      const written = write();
      let looks = 0;
      const torn: unknown[] = [];
      while (!writing.signal.aborted) {
        const [found] = await shared.readModels.storedStreams(build, { after: 'w', limit: 1 });
        looks += 1;
        if (found === undefined) continue;
        const isWhole =
          found.calls.length === 1 + (found.revision % 3) &&
          found.calls.every(({ holdCount }) => holdCount === found.revision);
        if (!isWhole) torn.push(found);
      }
      await written;
      expect(looks).toBeGreaterThan(0);
      expect(torn).toEqual([]);
      expect(await shared.readModels.storedStreamsNamed(build, ['x'])).toMatchObject([{ revision: 139 }]);
    });
  });

  describe('a poisoned stream', () => {
    const store = (...documents: Parameters<typeof documentsOf>) =>
      countReplaced(shared.readModels, live, [documentsOf(...documents)]);
    const stored = () => allCalls(shared.readModels, live);
    const poison = { message: 'the fold threw', at: '2024-01-01T00:00:00.000Z' };

    it('keeps its documents and is listed until it can be folded again', async () => {
      const call = aCall('s');
      await store('s', 8, [call]);
      await store('s', 9, [], { poison });
      expect(await stored()).toEqual([call]);
      expect(await shared.readModels.poisoned(live, { after: null, limit: 10 })).toEqual([
        { stream: 's', revision: 9, ...poison },
      ]);
      expect(await store('s', 9, [])).toEqual({ seenAlready: 1, written: 0, removed: 0, unchanged: 0 });
      await store('s', 10, [call]);
      expect(await shared.readModels.poisoned(live, { after: null, limit: 10 })).toEqual([]);
      expect(await stored()).toEqual([call]);
    });

    it('is one of many, which are counted, found by their names and read page by page', async () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      for (const name of names) await store(name, 1, [], name === 'c' ? {} : { poison });
      const { readModels } = shared;
      const page = async (after: string | null): Promise<readonly string[]> =>
        (await readModels.poisoned(live, { after, limit: 2 })).map(({ stream }) => stream);
      expect([await page(null), await page('b'), await page('e')]).toEqual([['a', 'b'], ['d', 'e'], []]);
      expect(await readModels.countPoisoned(live)).toBe(4);
      const found = await readModels.poisonedNamed(live, ['d', 'c', 'nobody']);
      expect(found).toEqual([{ stream: 'd', revision: 1, ...poison }]);
      expect(await readModels.poisonedNamed(live, [])).toEqual([]);
    });
  });
};
