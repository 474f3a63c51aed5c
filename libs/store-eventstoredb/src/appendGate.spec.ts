import { StoreUnavailable } from '#ports';
import { AppendGate } from './appendGate.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the gate for appends', () => {
  it('lets so many in at once, and the others in the order in which they came', async () => {
    const gate = new AppendGate(2, 1_000);
    const begun: number[] = [];
    const finish: (() => void)[] = [];
    const all = Array.from({ length: 5 }, (_, i) =>
      gate.pass(async () => {
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

  it('goes on after one has failed', async () => {
    const gate = new AppendGate(1, 1_000);
    const failed = gate.pass(() => Promise.reject(new Error('no')));
    const next = gate.pass(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('refuses who has waited too long, without beginning', async () => {
    const gate = new AppendGate(1, -1);
    let begun = false;
    let finish: () => void = () => undefined;
    const first = gate.pass(() => new Promise<void>((resolve) => (finish = resolve)));
    const late = gate.pass(() => Promise.resolve((begun = true)));
    await turn();
    finish();
    await first;
    await expect(late).rejects.toBeInstanceOf(StoreUnavailable);
    expect(begun).toBe(false);
    expect(await gate.pass(() => Promise.resolve(1))).toBe(1);
  });
});
