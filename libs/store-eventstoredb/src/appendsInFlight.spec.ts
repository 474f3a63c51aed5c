import { StoreUnavailable } from '#ports';
import { AppendsInFlight } from './appendsInFlight.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('appends in flight', () => {
  it('run only so many at once, and the others in the order in which they came', async () => {
    const appends = new AppendsInFlight(2, 1_000);
    const begun: number[] = [];
    const finish: (() => void)[] = [];
    const all = Array.from({ length: 5 }, (_, i) =>
      appends.run(`key-${i}`, async () => {
        begun.push(i);
        await new Promise<void>((resolve) => finish.push(resolve));
        return i;
      }),
    );
    await turn();
    expect(begun).toEqual([0, 1]);
    for (let done = 0; done < 5; done += 1) {
      finish[done]!();
      await turn();
      expect(begun).toHaveLength(Math.min(5, done + 3));
    }
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('go on after one has failed', async () => {
    const appends = new AppendsInFlight(1, 1_000);
    const failed = appends.run('a', () => Promise.reject(new Error('no')));
    const next = appends.run('b', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('refuse one that has waited too long, without beginning it', async () => {
    const appends = new AppendsInFlight(1, -1);
    let begun = false;
    let finish: () => void = () => undefined;
    const first = appends.run('a', () => new Promise<void>((resolve) => (finish = resolve)));
    const late = appends.run('b', () => Promise.resolve((begun = true)));
    await turn();
    finish();
    await first;
    await expect(late).rejects.toBeInstanceOf(StoreUnavailable);
    expect(begun).toBe(false);
    expect(await appends.run('c', () => Promise.resolve(1))).toBe(1);
  });

  it.each([true, false])(
    'with the same key run one after another, whether the first succeeds: %s',
    async (succeeds) => {
      const appends = new AppendsInFlight(3, 1_000);
      const begun: string[] = [];
      let finish: () => void = () => undefined;
      const first = appends.run('same', async () => {
        begun.push('first');
        await new Promise<void>((resolve) => (finish = resolve));
        if (!succeeds) throw new Error('no');
      });
      const second = appends.run('same', () => Promise.resolve(begun.push('second')));
      const other = appends.run('other', () => Promise.resolve(begun.push('other')));
      await other;
      await turn();
      expect(begun).toEqual(['first', 'other']);
      finish();
      await Promise.allSettled([first, second]);
      expect(begun).toEqual(['first', 'other', 'second']);
    },
  );
});
