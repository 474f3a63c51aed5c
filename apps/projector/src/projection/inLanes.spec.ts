import { inLanes } from './inLanes.js';

describe('work in lanes', () => {
  it('is done for every item, so many at a time', async () => {
    const done: number[] = [];
    let underWay = 0;
    let most = 0;
    await inLanes([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      done.push(item);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('begins no further item after an error, and throws it once what was under way has ended', async () => {
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      if (item === 1) throw new Error('away');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(item);
    };
    await expect(inLanes([1, 2, 3, 4], 2, work)).rejects.toThrow('away');
    expect(ended).toEqual([2]);
  });
});
