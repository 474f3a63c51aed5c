import { storableText, type RecordView, type StoredCall } from '#domain';
import { DocumentRefused, type Generation } from '#ports';
import type { SharedReadModels } from './sharedReadModels.js';
import { aCall, aLeg, allCalls, aMove, documentsOf, positionAt } from '../someCalls.js';

const NOTHING = { seenAlready: 0, written: 0, removed: 0, unchanged: 0 };
const idsOf = (calls: readonly StoredCall[]): string[] => calls.map(({ id }) => id).sort();
const aRecord = (id: string, overrides: Partial<RecordView> = {}): RecordView => ({
  id,
  campaign: { id: 'c1', name: 'Reczna' },
  project: { id: 1, name: 'Projekt Paweł' },
  platformState: 'OPEN',
  closedAt: null,
  ...overrides,
});

export const describeDocuments = (shared: SharedReadModels): void => {
  let generation: Generation;
  beforeEach(async () => {
    generation = await shared.generation();
  });
  const store = (...documents: Parameters<typeof documentsOf>) =>
    shared.readModels.replaceDocuments(generation, [documentsOf(...documents)], null);
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
      const result = await shared.readModels.replaceDocuments(
        generation,
        [documentsOf('old', 8, [old]), documentsOf('same', 9, [same]), documentsOf('new', 0, [aCall('new')])],
        null,
      );
      expect(result).toEqual({ seenAlready: 1, written: 1, removed: 0, unchanged: 1 });
    });

    it('of two generations do not know of each other', async () => {
      const other = await shared.generation();
      await store('s', 8, [aCall('s')]);
      expect(await allCalls(shared.readModels, other)).toEqual([]);
    });
  });

  describe('a poisoned stream', () => {
    const poison = { message: 'the fold threw', at: '2024-01-01T00:00:00.000Z' };

    it('keeps its documents and is listed until it can be folded again', async () => {
      const call = aCall('s');
      await store('s', 8, [call]);
      await store('s', 9, [], { poison });
      expect(await stored()).toEqual([call]);
      expect(await shared.readModels.poisoned(generation, { after: null, limit: 10 })).toEqual([
        { stream: 's', revision: 9, ...poison },
      ]);
      expect(await store('s', 9, [])).toEqual({ ...NOTHING, seenAlready: 1 });
      await store('s', 10, [call]);
      expect(await shared.readModels.poisoned(generation, { after: null, limit: 10 })).toEqual([]);
      expect(await stored()).toEqual([call]);
    });

    it('is one of many, which are counted, found by their names and read page by page', async () => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      for (const name of names) await store(name, 1, [], name === 'c' ? {} : { poison });
      const { readModels } = shared;
      const page = async (after: string | null): Promise<readonly string[]> =>
        (await readModels.poisoned(generation, { after, limit: 2 })).map(({ stream }) => stream);
      expect([await page(null), await page('b'), await page('e')]).toEqual([['a', 'b'], ['d', 'e'], []]);
      expect(await readModels.countPoisoned(generation)).toBe(4);
      const found = await readModels.poisonedNamed(generation, ['d', 'c', 'nobody']);
      expect(found).toEqual([{ stream: 'd', revision: 1, ...poison }]);
      expect(await readModels.poisonedNamed(generation, [])).toEqual([]);
    });
  });

  describe('the call of a dialog', () => {
    const ofDialog = (uuid: string): Promise<StoredCall | null> => shared.readModels.callOfDialog(generation, uuid);

    it('is found by each of its dialogs, and by no other', async () => {
      const call = aCall('s', { legs: [aLeg({ dialogUuid: 'one' }), aLeg({ dialogUuid: 'two' })] });
      await store('s', 8, [call]);
      expect(await ofDialog('one')).toEqual(call);
      expect(await ofDialog('two')).toEqual(call);
      expect(await ofDialog('three')).toBeNull();
      await store('s', 9, [{ ...call, legs: [aLeg({ dialogUuid: 'two' })] }]);
      expect(await ofDialog('one')).toBeNull();
    });

    it.each(['first', 'last'])("is the record's where two streams have one, written %s", async (when) => {
      const ofRecord = aCall('record', { id: 'd', startedAt: '2020-01-01T00:00:00Z' });
      const unlinked = aCall('dialog-d', { id: 'd', recordId: null, kind: 'other', startedAt: '2021-01-01T00:00:00Z' });
      const batches = [documentsOf('record', 3, [ofRecord]), documentsOf('dialog-d', 4, [unlinked])];
      for (const documents of when === 'first' ? batches : batches.reverse()) {
        await shared.readModels.replaceDocuments(generation, [documents], null);
      }
      expect((await ofDialog('d'))?.revision.stream).toBe('record');
    });

    it('is the newer one where neither is a record', async () => {
      for (const [stream, revision, startedAt] of [
        ['dialog-b', 5, '2021-01-01T00:00:00Z'],
        ['dialog-a', 4, '2020-01-01T00:00:00Z'],
      ] as const) {
        await store(stream, revision, [aCall(stream, { id: 'd', recordId: null, startedAt })]);
      }
      expect((await ofDialog('d'))?.revision.stream).toBe('dialog-b');
    });
  });

  describe('a record', () => {
    const find = (id: string) => shared.readModels.recordWithCalls(generation, id);

    it('comes with its calls in the order of their starts', async () => {
      const calls = [
        aCall('s', { id: 'b', recordId: 'r', startedAt: '2020-08-26T12:00:00Z' }),
        aCall('s', { id: 'c', recordId: 'r', startedAt: '2020-08-26T11:00:00Z' }),
        aCall('s', { id: 'a', recordId: 'r', startedAt: '2020-08-26T12:00:00Z' }),
      ];
      await store('s', 8, calls, { record: aRecord('r') });
      await store('t', 8, [aCall('t', { recordId: 'other' })], { record: aRecord('other') });
      const found = await find('r');
      expect(found?.record).toEqual(aRecord('r'));
      expect(found?.calls.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    });

    it('is replaced with its stream, and may have no calls', async () => {
      await store('s', 8, [aCall('s', { recordId: 'r' })], { record: aRecord('r') });
      const closed = aRecord('r', { platformState: 'CLOSED', closedAt: '2020-08-26T13:00:01Z' });
      await store('s', 9, [], { record: closed });
      expect(await find('r')).toEqual({ record: closed, calls: [] });
      await store('s', 8, [], { record: aRecord('r') });
      expect(await find('r')).toEqual({ record: closed, calls: [] });
    });

    it('is null when neither it nor a call of it is known', async () => {
      expect(await find('r')).toBeNull();
      await store('s', 8, [aCall('s', { recordId: 'r' })]);
      expect((await find('r'))?.record).toBeNull();
      expect((await find('r'))?.calls).toHaveLength(1);
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
