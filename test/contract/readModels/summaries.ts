import { CheckpointConflict } from '#ports';
import { aMove, positionAt } from '../someCalls.js';
import type { SharedReadModels } from './sharedReadModels.js';

export const describeSummaries = (shared: SharedReadModels): void => {
  describe('summaries', () => {
    it('are found by a range of names, both ends included, as they were saved last', async () => {
      const of = shared.freshName();
      const content = { texts: ['zażółć', '', null], nested: { count: 3.5 } };
      const saved = ['c', 'a', 'd', 'b'].map((name) => ({ name: `${of} ${name}`, content: { was: name } }));
      await shared.readModels.saveSummaries(saved, null);
      await shared.readModels.saveSummaries([{ name: `${of} b`, content }], null);
      const client = await shared.secondClient();
      expect(await client.summaries(`${of} b`, `${of} c`)).toEqual([
        { name: `${of} b`, content },
        { name: `${of} c`, content: { was: 'c' } },
      ]);
      expect(await client.summaries(`${of} e`, `${of} z`)).toEqual([]);
    });

    it('are saved with the checkpoint that goes with them, or not at all', async () => {
      const name = shared.freshName();
      const save = (count: number, from: number | null, to: number): Promise<void> => {
        const expected = from === null ? null : positionAt(from);
        const move = aMove({ consumer: name, expected, position: positionAt(to) });
        return shared.readModels.saveSummaries([{ name, content: { count } }], move);
      };
      await save(1, null, 5);
      await save(2, 5, 7);
      await expect(save(3, 5, 9)).rejects.toBeInstanceOf(CheckpointConflict);
      await expect(save(3, null, 9)).rejects.toBeInstanceOf(CheckpointConflict);
      expect(await shared.readModels.summaries(name, name)).toEqual([{ name, content: { count: 2 } }]);
      expect(await shared.readModels.checkpoint(null, name)).toMatchObject({ position: positionAt(7) });
    });
  });
};
