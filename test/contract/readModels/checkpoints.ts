import { CheckpointConflict, type Generation } from '#ports';
import type { SharedReadModels } from './sharedReadModels.js';
import { aCall, allCalls, aMove, documentsOf, positionAt } from '../someCalls.js';

export const describeCheckpoints = (shared: SharedReadModels): void => {
  describe('checkpoints', () => {
    let generation: Generation;
    beforeEach(async () => {
      generation = await shared.generation();
    });

    it('are none before the first move, and then what was saved', async () => {
      expect(await shared.readModels.checkpoint(generation, '1/1')).toBeNull();
      await shared.readModels.replaceDocuments(generation, [], aMove({ position: positionAt(5) }));
      const saved = await shared.readModels.checkpoint(generation, '1/1');
      expect(saved).toMatchObject({
        consumer: '1/1',
        position: positionAt(5),
        logIdentity: 'log',
        logTime: '2020-08-26T13:00:01.000Z',
        events: 1,
        perSecond: null,
      });
      expect(Math.abs(Date.parse(saved!.savedAt) - Date.now())).toBeLessThan(60_000);
    });

    it('carry how much was handled, and how fast', async () => {
      await shared.readModels.replaceDocuments(generation, [], aMove({ events: 1_000, perSecond: 1234.5 }));
      expect(await shared.readModels.checkpoint(generation, '1/1')).toMatchObject({ events: 1_000, perSecond: 1234.5 });
      const next = aMove({ expected: positionAt(1), position: positionAt(2), events: 3_000_000_000, perSecond: null });
      await shared.readModels.moveCheckpoint(generation, next);
      const saved = { position: positionAt(2), events: 3_000_000_000, perSecond: null };
      expect(await shared.readModels.checkpoints(generation)).toMatchObject([saved]);
    });

    it('move with the documents from where the caller believes them to be', async () => {
      await shared.readModels.replaceDocuments(
        generation,
        [documentsOf('s', 1, [aCall('s')])],
        aMove({ position: positionAt(5) }),
      );
      const next = aMove({ expected: positionAt(5), position: positionAt(7), logTime: null });
      await shared.readModels.replaceDocuments(generation, [documentsOf('t', 1, [aCall('t')])], next);
      expect(await shared.readModels.checkpoint(generation, '1/1')).toMatchObject({
        position: positionAt(7),
        logTime: null,
      });
      expect(await allCalls(shared.readModels, generation)).toHaveLength(2);
    });

    it.each([
      ['does not exist', positionAt(4), null],
      ['has moved on', null, positionAt(5)],
      ['has moved elsewhere', positionAt(4), positionAt(5)],
    ])('refuse a move when the checkpoint %s', async (_, expected, actual) => {
      if (actual !== null) await shared.readModels.replaceDocuments(generation, [], aMove({ position: actual }));
      const move = aMove({ expected, position: positionAt(9) });
      const conflict = { name: 'CheckpointConflict', consumer: '1/1', expected, actual };
      const storing = shared.readModels.replaceDocuments(generation, [], move);
      await expect(storing).rejects.toBeInstanceOf(CheckpointConflict);
      await expect(storing).rejects.toMatchObject(conflict);
      await expect(shared.readModels.moveCheckpoint(generation, move)).rejects.toMatchObject(conflict);
      expect((await shared.readModels.checkpoint(generation, '1/1'))?.position ?? null).toBe(actual);
    });

    it('let one of two workers by mistake go on', async () => {
      const client = await shared.secondClient();
      const results = await Promise.allSettled(
        [shared.readModels, client].map((worker, i) =>
          worker.replaceDocuments(
            generation,
            [documentsOf('s', 1, [aCall('s')])],
            aMove({ position: positionAt(i + 1) }),
          ),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await allCalls(shared.readModels, generation)).toHaveLength(1);
    });

    it('are kept apart by consumer and by generation, and outside generations', async () => {
      const other = await shared.generation();
      const consumer = `linker ${shared.freshName()}`;
      await shared.readModels.moveCheckpoint(generation, aMove({ consumer: '2/2', position: positionAt(2) }));
      await shared.readModels.moveCheckpoint(generation, aMove({ consumer: '1/2', position: positionAt(1) }));
      await shared.readModels.moveCheckpoint(other, aMove({ consumer: '1/2', position: positionAt(3) }));
      await shared.readModels.moveCheckpoint(null, aMove({ consumer, position: positionAt(4) }));
      const places = async (of: Generation | null) =>
        (await shared.readModels.checkpoints(of)).map((found) => [found.consumer, found.position]).sort();
      expect(await places(generation)).toEqual([
        ['1/2', positionAt(1)],
        ['2/2', positionAt(2)],
      ]);
      expect(await places(other)).toEqual([['1/2', positionAt(3)]]);
      expect(await places(null)).toContainEqual([consumer, positionAt(4)]);
      expect(await shared.readModels.checkpoint(null, '1/2')).toBeNull();
    });

    it('can be dropped', async () => {
      await shared.readModels.moveCheckpoint(generation, aMove());
      await shared.readModels.dropCheckpoint(generation, '1/1');
      await shared.readModels.dropCheckpoint(generation, 'never there');
      expect(await shared.readModels.checkpoints(generation)).toEqual([]);
      await shared.readModels.moveCheckpoint(generation, aMove());
    });
  });
};
