import { forEachConcurrently } from './forEachConcurrently.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('concurrent work on items', () => {
  it('is done for every item, at most so many at the same time', async () => {
    const done: number[] = [];
    let underWay = 0;
    let most = 0;
    await forEachConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++underWay);
      await turn();
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
      await turn();
      ended.push(item);
    };
    await expect(forEachConcurrently([1, 2, 3, 4], 2, work)).rejects.toThrow('away');
    expect(ended).toEqual([2]);
  });

  it('takes an item from a stream only once there is room for it, and ends the stream after an error', async () => {
    const taken: number[] = [];
    let isEnded = false;
    const source = async function* (): AsyncGenerator<number> {
      try {
        for (let item = 0; item < 10; item += 1) {
          await turn();
          taken.push(item);
          yield item;
        }
      } finally {
        isEnded = true;
      }
    };
    const finish: ((error?: Error) => void)[] = [];
    const work = (): Promise<void> =>
      new Promise((resolve, reject) => finish.push((error) => (error === undefined ? resolve() : reject(error))));
    const all = forEachConcurrently(source(), 2, work);
    for (let i = 0; i < 10; i += 1) await turn();
    expect(taken).toEqual([0, 1]);
    finish[0]!();
    for (let i = 0; i < 10; i += 1) await turn();
    expect(taken).toEqual([0, 1, 2]);
    finish[1]!(new Error('away'));
    finish[2]!();
    await expect(all).rejects.toThrow('away');
    expect(taken.length).toBeLessThanOrEqual(4);
    expect(isEnded).toBe(true);
  });

  it('throws what the stream of items throws', async () => {
    const source = async function* (): AsyncGenerator<number> {
      yield 1;
      await turn();
      throw new Error('unreadable');
    };
    await expect(forEachConcurrently(source(), 2, turn)).rejects.toThrow('unreadable');
  });

  it('has nothing to do without items', async () => {
    await expect(forEachConcurrently([], 4, () => Promise.reject(new Error('no')))).resolves.toBeUndefined();
  });
});
