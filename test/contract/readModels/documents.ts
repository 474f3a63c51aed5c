import { storableText, type StoredCall } from '#domain';
import { DocumentRefused, type Generation, type StreamDocuments } from '#ports';
import { countReplaced } from '../countReplaced.js';
import type { SharedReadModels } from './sharedReadModels.js';
import { aCall, aLeg, allCalls, aMove, aRecord, documentsOf, documentsWithIds, positionAt } from '../someCalls.js';

const NOTHING = { seenAlready: 0, written: 0, removed: 0, unchanged: 0 };
const idsOf = (calls: readonly StoredCall[]): string[] => calls.map(({ id }) => id).sort();

export const describeDocuments = (shared: SharedReadModels): void => {
  let generation: Generation;
  beforeEach(async () => {
    generation = await shared.generation();
  });
  const store = (...documents: Parameters<typeof documentsOf>) =>
    countReplaced(shared.readModels, generation, [documentsOf(...documents)]);
  const stored = (): Promise<StoredCall[]> => allCalls(shared.readModels, generation);

  describe('documents that the store refuses: two calls of one id in one stream', () => {
    const refused = documentsOf('bad', 8, [aCall('bad', { id: 'twice' }), aCall('bad', { id: 'twice' })]);
    const good = documentsOf('good', 8, [aCall('good', { id: 'a' })]);

    it('are an error of their own, and nothing of the batch is written, nor is its checkpoint moved', async () => {
      const storing = shared.readModels.replaceDocuments(generation, [good, refused], aMove());
      await expect(storing).rejects.toBeInstanceOf(DocumentRefused);
      expect(await stored()).toEqual([]);
      expect(await shared.readModels.storedStreamsNamed(generation, ['good', 'bad'])).toEqual([]);
      expect(await shared.readModels.checkpoints(generation)).toEqual([]);
    });

    it('keep neither the rest of the batch from being written alone nor the stream from being poisoned', async () => {
      await expect(shared.readModels.replaceDocuments(generation, [refused], null)).rejects.toBeInstanceOf(
        DocumentRefused,
      );
      await shared.readModels.replaceDocuments(generation, [good], null);
      const poison = { message: 'refused', at: '2024-01-01T00:00:00.000Z' };
      await shared.readModels.replaceDocuments(generation, [documentsOf('bad', 8, [], { poison })], aMove());
      expect(idsOf(await stored())).toEqual(['a']);
      expect(await shared.readModels.poisonedNamed(generation, ['bad'])).toEqual([
        { stream: 'bad', revision: 8, ...poison },
      ]);
    });

    it('leave a stream that was to be replaced as it was', async () => {
      await store('bad', 8, [aCall('bad', { id: 'before' })]);
      const replacing = shared.readModels.replaceStream(generation, [refused], 8);
      await expect(replacing).rejects.toBeInstanceOf(DocumentRefused);
      expect(idsOf(await stored())).toEqual(['before']);
    });
  });

  describe('the documents of a stream', () => {
    it('come back as they were stored, with the revision at which they last changed', async () => {
      const call = aCall('s', {
        contact: { number: `'"; -- \u0000 %_$ne zażółć 😀`, name: '__proto__' },
        legs: [aLeg(), aLeg({ role: 'contact', closeCause: null })],
      });
      expect(await store('s', 8, [call])).toEqual({ ...NOTHING, written: 1 });
      expect(await stored()).toEqual([call]);
    });

    it('are replaced by a higher revision', async () => {
      const call = aCall('s');
      await store('s', 8, [call]);
      const changed = {
        ...call,
        outcome: 'abandoned' as const,
        startedAt: '2020-08-26T12:00:00Z',
        legs: [aLeg(), aLeg()],
      };
      expect(await store('s', 9, [changed])).toEqual({ ...NOTHING, written: 1 });
      expect(await stored()).toEqual([{ ...changed, revision: { stream: 's', number: 9 } }]);
    });

    it('are kept apart where their ids differ only in the escape of half a character', async () => {
      const ids = [storableText('d\ud800'), storableText('d\ud801'), 'json:"d"'];
      const calls = ids.map((id) => aCall('s', { id }));
      expect(await store('s', 8, calls)).toEqual({ ...NOTHING, written: 3 });
      expect(await store('s', 9, calls)).toEqual({ ...NOTHING, unchanged: 3 });
      expect(idsOf(await allCalls(shared.readModels, generation, { limit: 1 }))).toEqual(ids);
      expect(await store('s', 10, calls.slice(1))).toEqual({ ...NOTHING, removed: 1, unchanged: 2 });
      expect(idsOf(await stored())).toEqual(ids.slice(1));
    });

    it.each([
      ['an equal', 8],
      ['a lower', 7],
    ])('are not replaced by %s revision: seen already is a normal answer', async (_, revision) => {
      const call = aCall('s');
      await store('s', 8, [call]);
      expect(await store('s', revision, [{ ...call, outcome: 'abandoned' }])).toEqual({ ...NOTHING, seenAlready: 1 });
      expect(await store('s', revision, [])).toEqual({ ...NOTHING, seenAlready: 1 });
      expect(await stored()).toEqual([call]);
    });

    it('are not written again when only the revision is another, and the stream moves on all the same', async () => {
      const call = aCall('s');
      await store('s', 8, [call]);
      expect(await store('s', 9, [call])).toEqual({ ...NOTHING, unchanged: 1 });
      expect(await stored()).toEqual([call]);
      expect(await store('s', 9, [{ ...call, outcome: 'abandoned' }])).toEqual({ ...NOTHING, seenAlready: 1 });
    });

    it('change one by one: a sibling that did not change keeps its revision', async () => {
      const [one, other] = [aCall('s'), aCall('s')];
      await store('s', 8, [one, other]);
      const changed = { ...other, holdCount: 1 };
      expect(await store('s', 9, [one, changed])).toEqual({ ...NOTHING, written: 1, unchanged: 1 });
      const byId = new Map((await stored()).map((call) => [call.id, call.revision.number]));
      expect(byId).toEqual(
        new Map([
          [one.id, 8],
          [other.id, 9],
        ]),
      );
    });

    it('vanish when they are no longer in the set, from every way of finding them', async () => {
      const [kept, gone] = [aCall('s'), aCall('s')];
      await store('s', 8, [kept, gone]);
      expect(await store('s', 9, [kept])).toEqual({ ...NOTHING, removed: 1, unchanged: 1 });
      expect(idsOf(await stored())).toEqual([kept.id]);
      expect(await shared.readModels.callOfDialog(generation, gone.id)).toBeNull();
    });

    describe('with the changes since an earlier revision', () => {
      const [first, second, third] = [aCall('s', { id: 'a' }), aCall('s', { id: 'b' }), aCall('s', { id: 'c' })];
      const changed = { ...second, holdCount: 7 };
      const added = aCall('s', { id: 'd' });
      const next = (since: number): StreamDocuments =>
        documentsOf('s', 9, [first, changed, added], { changes: { since, calls: [changed, added], removed: ['c'] } });
      const inOrder = async () => (await stored()).sort((one, other) => (one.id < other.id ? -1 : 1));

      it('become what the whole set says, over the revision that is stored', async () => {
        await store('s', 8, [first, second, third]);
        await shared.readModels.replaceDocuments(generation, [next(8)], aMove());
        const revision = { stream: 's', number: 9 };
        expect(await inOrder()).toEqual([first, { ...changed, revision }, { ...added, revision }]);
        expect(await shared.readModels.recordWithCalls(generation, 's')).toMatchObject({ calls: { length: 3 } });
      });

      it('become it over another revision, too, and over none', async () => {
        await store('s', 7, [{ ...first, holdCount: 1 }, third]);
        await shared.readModels.replaceDocuments(generation, [next(8), { ...next(8), stream: 't' }], aMove());
        expect((await inOrder()).map(({ id, holdCount }) => `${id} ${holdCount}`)).toEqual([
          'a 0',
          'a 0',
          'b 7',
          'b 7',
          'd 0',
          'd 0',
        ]);
      });

      it('become it where the stored revision is that of a poison, which left the calls as they were', async () => {
        await store('s', 7, [{ ...first, holdCount: 1 }, third]);
        const poison = { message: 'refused', at: '2024-01-01T00:00:00.000Z' };
        await shared.readModels.replaceDocuments(generation, [documentsOf('s', 8, [], { poison })], null);
        await shared.readModels.replaceDocuments(generation, [next(8)], aMove());
        expect((await inOrder()).map(({ id, holdCount }) => `${id} ${holdCount}`)).toEqual(['a 0', 'b 7', 'd 0']);
      });
    });

    it('are not brought back by a late writer', async () => {
      const call = aCall('s');
      await store('s', 8, [call]);
      await store('s', 9, []);
      expect(await store('s', 8, [call])).toEqual({ ...NOTHING, seenAlready: 1 });
      expect(await stored()).toEqual([]);
    });

    it('come back with a higher revision', async () => {
      const call = aCall('s');
      await store('s', 8, [call]);
      await store('s', 9, []);
      expect(await store('s', 10, [call])).toEqual({ ...NOTHING, written: 1 });
      expect(await stored()).toEqual([{ ...call, revision: { stream: 's', number: 10 } }]);
    });

    it('are counted stream by stream in one batch', async () => {
      const [old, same] = [aCall('old'), aCall('same')];
      await shared.readModels.replaceDocuments(
        generation,
        [documentsOf('old', 8, [old]), documentsOf('same', 8, [same])],
        null,
      );
      const batch = [
        documentsOf('old', 8, [old]),
        documentsOf('same', 9, [same]),
        documentsOf('new', 0, [aCall('new')]),
      ];
      const result = await countReplaced(shared.readModels, generation, batch);
      expect(result).toEqual({ seenAlready: 1, written: 1, removed: 0, unchanged: 1 });
    });

    it('of two generations do not know of each other', async () => {
      const other = await shared.generation();
      await store('s', 8, [aCall('s')]);
      expect(await allCalls(shared.readModels, other)).toEqual([]);
    });
  });

  describe('a stream that is replaced', () => {
    const poison = { message: 'the fold threw', at: '2024-01-01T00:00:00.000Z' };
    const storeIds = (stream: string, revision: number, ids: readonly string[]) =>
      countReplaced(shared.readModels, generation, [documentsWithIds(stream, revision, ids)]);
    const replace = (revision: number, ids: readonly string[], storedRevision: number | null) =>
      shared.readModels.replaceStream(generation, [documentsWithIds('s', revision, ids)], storedRevision);
    const poisoned = () => shared.readModels.poisoned(generation, { after: null, limit: 10 });
    const revisionOfS = async () => (await shared.readModels.storedRevisions(generation, ['s'])).get('s');

    it.each([7, 8, 9])('takes documents of revision %i in place of those of revision 8', async (revision) => {
      await storeIds('s', 8, ['kept', 'gone']);
      await storeIds('t', 8, ['other']);
      const changed = aCall('s', { id: 'kept', holdCount: 1 });
      const states = [documentsOf('s', revision, [changed])];
      expect(await shared.readModels.replaceStream(generation, states, 8)).toBe(true);
      expect(idsOf(await stored())).toEqual(['kept', 'other']);
      expect(await shared.readModels.storedStreamsNamed(generation, ['s'])).toEqual([
        { stream: 's', revision, position: positionAt(revision), calls: states[0]!.calls },
      ]);
      expect(await storeIds('s', revision, [])).toMatchObject({ seenAlready: 1 });
      expect(await storeIds('t', 8, [])).toMatchObject({ seenAlready: 1 });
    });

    it('stays as it is where it is stored at another revision than was believed', async () => {
      expect(await replace(8, ['a'], 7)).toBe(false);
      await storeIds('s', 8, ['a']);
      for (const storedRevision of [null, 7, 9]) expect(await replace(9, ['b'], storedRevision)).toBe(false);
      expect(idsOf(await stored())).toEqual(['a']);
      expect(await revisionOfS()).toBe(8);
    });

    it('may be one that was not stored', async () => {
      expect(await replace(8, ['a'], null)).toBe(true);
      expect(idsOf(await stored())).toEqual(['a']);
      expect(await revisionOfS()).toBe(8);
    });

    it('brings back what had been removed', async () => {
      await storeIds('s', 8, ['a']);
      await storeIds('s', 9, []);
      expect(await replace(9, ['a'], 9)).toBe(true);
      expect(idsOf(await stored())).toEqual(['a']);
    });

    it('is poisoned no more, unless it is so again after its documents', async () => {
      await shared.readModels.replaceDocuments(generation, [documentsOf('s', 8, [], { poison })], null);
      const again = { ...poison, message: 'again' };
      const states = [documentsOf('s', 5, [aCall('s', { id: 'a' })]), documentsOf('s', 8, [], { poison: again })];
      expect(await shared.readModels.replaceStream(generation, states, 8)).toBe(true);
      expect(await poisoned()).toEqual([{ stream: 's', revision: 8, ...again }]);
      expect(await shared.readModels.storedStreamsNamed(generation, ['s'])).toEqual([
        { stream: 's', revision: 8, position: positionAt(8), calls: states[0]!.calls },
      ]);
      expect(await replace(8, ['a', 'b'], 8)).toBe(true);
      expect(await poisoned()).toEqual([]);
      expect(idsOf(await stored())).toEqual(['a', 'b']);
    });
  });

  it('keeps documents, checkpoints and generations over a restart', async () => {
    const before = await shared.secondClient();
    const call = aCall('s', { recordId: 'r' });
    const move = aMove({ position: positionAt(8), logTime: null });
    await before.replaceDocuments(generation, [documentsOf('s', 8, [call], { record: aRecord('r') })], move);
    await before.close();
    const after = await shared.secondClient();
    expect(await after.openProjection(generation.projection, '2', 'other log')).toEqual(generation);
    expect(await allCalls(after, generation)).toEqual([call]);
    expect(await after.checkpoint(generation, '1/1')).toMatchObject({ position: positionAt(8) });
    expect(await after.recordWithCalls(generation, 'r')).toEqual({ record: aRecord('r'), calls: [call] });
  });
};
