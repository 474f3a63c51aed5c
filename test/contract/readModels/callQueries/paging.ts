import type { CallFilter, StoredCall } from '#domain';
import type { CallLeg, Generation } from '#ports';
import type { SharedReadModels } from '../sharedReadModels.js';
import { aCall, aLeg, allCalls, allLegs, documentsOf, EVERY_CALL } from '../../someCalls.js';

const keyOf = ({ startedAt, id, revision }: StoredCall): string => `${startedAt} ${id} ${revision.stream}`;
const legKeyOf = ({ call, index }: CallLeg): string => `${keyOf(call)} ${index}`;

/** 60 calls on 4 different seconds, some of them with the same id in two streams, of 0 to 2 legs each. */
const manyTies = (): StoredCall[] =>
  Array.from({ length: 60 }, (_, i) =>
    aCall(`s${String(i).padStart(2, '0')}`, {
      id: `call-${String(Math.floor(i / 2)).padStart(2, '0')}`,
      startedAt: `2020-08-26T12:00:0${(i >> 1) % 4}Z`,
      legs: Array.from({ length: i % 3 }, (_leg, place) => aLeg({ dialogUuid: `${i}-${place}` })),
    }),
  );

export const describePaging = (shared: SharedReadModels): void => {
  describe('paging', () => {
    const calls = manyTies();
    const legs = calls.flatMap((call) => call.legs.map((leg, index): CallLeg => ({ call, leg, index })));
    let generation: Generation;
    beforeAll(async () => {
      generation = await shared.generation();
      const documents = calls.map((call) => documentsOf(call.revision.stream, 8, [call]));
      await shared.readModels.replaceDocuments(generation, documents, null);
    });

    for (const limit of [1, 7, 60, 500]) {
      it(`brings every call once, in order of start, id and stream, in pages of ${limit}`, async () => {
        const expected = calls.map(keyOf).sort();
        const upwards = await allCalls(shared.readModels, generation, { sort: 'startedAt', limit });
        expect(upwards.map(keyOf)).toEqual(expected);
        const downwards = await allCalls(shared.readModels, generation, { sort: '-startedAt', limit });
        expect(downwards.map(keyOf)).toEqual(expected.reverse());
      });

      it(`brings every leg once, in the order of the calls and then of their legs, in pages of ${limit}`, async () => {
        const expected = legs.map(legKeyOf).sort();
        const upwards = await allLegs(shared.readModels, generation, { sort: 'startedAt', limit });
        expect(upwards.map(legKeyOf)).toEqual(expected);
        const downwards = await allLegs(shared.readModels, generation, { sort: '-startedAt', limit });
        expect(downwards.map(legKeyOf)).toEqual(expected.reverse());
      });
    }

    const askAll = (filter: CallFilter, signal: AbortSignal): readonly Promise<unknown>[] => {
      const { readModels } = shared;
      const page = { filter, sort: 'startedAt', limit: 60, after: null } as const;
      return [
        readModels.findCalls(generation, page, signal),
        readModels.findLegs(generation, page, signal),
        readModels.countCalls(generation, filter, signal),
        readModels.countLegs(generation, filter, signal),
      ];
    };

    it.each([
      ['of all calls', EVERY_CALL],
      ['of a kind', { ...EVERY_CALL, kind: ['campaign'] }],
    ])('%s ends when nobody waits for it any more, and all else goes on', async (_, filter) => {
      for (const asked of askAll(filter, AbortSignal.abort(new Error('the client has left'))))
        await expect(asked).rejects.toThrow('the client has left');
      const waiting = new AbortController();
      const asked = askAll(filter, waiting.signal);
      waiting.abort(new Error('the client has left'));
      // some may have their answer already
      for (const outcome of await Promise.allSettled(asked))
        if (outcome.status === 'rejected') expect(outcome.reason).toEqual(new Error('the client has left'));
      await expect(Promise.all(askAll(filter, new AbortController().signal))).resolves.toHaveLength(4);
    });

    it('leaves the legs away for who needs none, and nothing else, whatever the texts of a call hold', async () => {
      const own = await shared.generation();
      const name = '","legs":[{"closed":true}], ",legs\\';
      const call = aCall('s', {
        id: '1',
        campaign: { id: '1', name },
        contact: { number: '1', name },
        legs: [aLeg({ dialogUuid: 'a' }), aLeg({ dialogUuid: 'b' })],
      });
      const stored = [call, aCall('t', { id: '2', legs: [] })];
      const documents = stored.map((one) => documentsOf(one.revision.stream, one.revision.number, [one]));
      await shared.readModels.replaceDocuments(own, documents, null);
      const page = { filter: EVERY_CALL, sort: 'startedAt', limit: 500, after: null, withoutLegs: true } as const;
      const { items } = await shared.readModels.findCalls(own, page);
      expect(items).toEqual(stored.map((one) => ({ ...one, legs: [] })));
    });

    it('has no next page after one that is just full', async () => {
      const page = await shared.readModels.findCalls(generation, {
        filter: EVERY_CALL,
        sort: 'startedAt',
        limit: calls.length,
        after: null,
      });
      expect(page.items).toHaveLength(calls.length);
      expect(page.next).toBeNull();
    });

    it('goes on after a place that no call has', async () => {
      const after = { startedAt: '2020-08-26T12:00:02Z', id: '', stream: '' };
      const { items } = await shared.readModels.findCalls(generation, {
        filter: EVERY_CALL,
        sort: 'startedAt',
        limit: 500,
        after,
      });
      expect(items.map(keyOf)).toEqual(
        calls
          .filter(({ startedAt }) => startedAt >= after.startedAt)
          .map(keyOf)
          .sort(),
      );
    });

    it('neither loses nor repeats a call that does not change while others come and go', async () => {
      const moving = await shared.generation();
      const store = (call: StoredCall, revision: number, withdrawn = false) =>
        shared.readModels.replaceDocuments(
          moving,
          [documentsOf(call.revision.stream, revision, withdrawn ? [] : [call])],
          null,
        );
      for (const call of calls) await store(call, 1);
      const still = calls.filter((_, i) => i % 3 !== 0);
      const seen: StoredCall[] = [];
      let after = null;
      for (let round = 0; ; round += 1) {
        const page = await shared.readModels.findCalls(moving, {
          filter: EVERY_CALL,
          sort: 'startedAt',
          limit: 5,
          after,
        });
        seen.push(...page.items);
        after = page.next;
        if (after === null) break;
        const touched = calls[(round * 3) % calls.length]!;
        await store(touched, 2 + round, round % 2 === 0);
        await store(aCall(`new${round}`, { startedAt: '2020-08-26T12:00:00Z' }), 1);
      }
      const ids = new Set(still.map(keyOf));
      const seenStill = seen.map(keyOf).filter((key) => ids.has(key));
      expect(seenStill).toEqual([...ids].sort());
    });
  });
};
