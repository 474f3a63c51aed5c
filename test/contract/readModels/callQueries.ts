import type { StoredCall } from '#domain';
import type { Generation } from '#ports';
import { aCall, aLeg, aRecord, documentsOf } from '../someCalls.js';
import { describeFilters } from './callQueries/filters.js';
import { describePaging } from './callQueries/paging.js';
import type { SharedReadModels } from './sharedReadModels.js';

export const describeCallQueries = (shared: SharedReadModels): void => {
  let generation: Generation;
  beforeEach(async () => {
    generation = await shared.generation();
  });
  const store = (...documents: Parameters<typeof documentsOf>) =>
    shared.readModels.replaceDocuments(generation, [documentsOf(...documents)], null);

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

  describePaging(shared);
  describeFilters(shared);
};
