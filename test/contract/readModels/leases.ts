import type { SharedReadModels } from './sharedReadModels.js';

export const describeLeases = (shared: SharedReadModels): void => {
  describe('leases', () => {
    let name: string;
    const move = (owner: string | null, seen: number) => shared.readModels.moveLease(name, owner, seen);
    beforeEach(() => {
      name = `lease of ${shared.freshName()}`;
    });

    it('are none before somebody has taken them', async () => {
      expect(await shared.readModels.lease(name)).toBeNull();
      expect(await move('one', 1)).toBe(false);
      expect(await shared.readModels.lease(name)).toBeNull();
      expect(await move('one', 0)).toBe(true);
      expect(await shared.readModels.lease(name)).toEqual({ owner: 'one', counter: 1 });
    });

    it('move only from where the caller has seen them, and count each move', async () => {
      await move('one', 0);
      expect(await move('one', 1)).toBe(true);
      expect(await shared.readModels.lease(name)).toEqual({ owner: 'one', counter: 2 });
      for (const seen of [0, 1, 3]) expect(await move('other', seen)).toBe(false);
      expect(await shared.readModels.lease(name)).toEqual({ owner: 'one', counter: 2 });
      expect(await move('other', 2)).toBe(true);
      expect(await shared.readModels.lease(name)).toEqual({ owner: 'other', counter: 3 });
    });

    it('go on counting when they are given back', async () => {
      await move('one', 0);
      expect(await move(null, 1)).toBe(true);
      expect(await shared.readModels.lease(name)).toEqual({ owner: null, counter: 2 });
      expect(await move('one', 0)).toBe(false);
      expect(await move('one', 2)).toBe(true);
    });

    it('are kept apart by name', async () => {
      await move('one', 0);
      expect(await shared.readModels.moveLease(`${name} too`, 'other', 0)).toBe(true);
      expect(await shared.readModels.lease(name)).toEqual({ owner: 'one', counter: 1 });
    });

    it.each([0, 1])('go to one of many that want them at once, from counter %i', async (seen) => {
      if (seen > 0) await move('former', 0);
      const clients = [shared.readModels, await shared.secondClient()];
      const wants = Array.from({ length: 8 }, (_, i) => clients[i % 2]!.moveLease(name, `${i}`, seen));
      const taken = await Promise.all(wants);
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await shared.readModels.lease(name)).toEqual({ owner: `${taken.indexOf(true)}`, counter: seen + 1 });
    });
  });
};
