import { WriteChain } from './writeChain.js';

/** A write that ends when it is told to. */
const held = () => {
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { write: () => ended, end, fail };
};

/** Whether a promise has settled by the time everything that can go on has gone on. */
const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

describe('a chain of writes', () => {
  it('writes one after the other, in the order in which they were added', async () => {
    const chain = new WriteChain();
    const begun: string[] = [];
    const first = held();
    await chain.add(() => (begun.push('first'), first.write()));
    await chain.add(() => Promise.resolve(begun.push('second')));
    await isSettled(chain.done());
    expect(begun).toEqual(['first']);
    first.end();
    await chain.done();
    expect(begun).toEqual(['first', 'second']);
  });

  it('takes three that wait, and lets who adds a fourth wait until the first is written', async () => {
    const chain = new WriteChain();
    const first = held();
    await chain.add(first.write);
    await chain.add(() => Promise.resolve());
    await chain.add(() => Promise.resolve());
    const fourth = chain.add(() => Promise.resolve());
    await expect(isSettled(fourth)).resolves.toBe(false);
    first.end();
    await fourth;
    await chain.done();
  });

  it('tries none after one that has failed, says so at once, and throws it to who adds or waits', async () => {
    const chain = new WriteChain();
    const first = held();
    const away = new Error('away');
    let tried = 0;
    const later = (): Promise<void> => Promise.resolve(void (tried += 1));
    await chain.add(first.write);
    await chain.add(later);
    expect(chain.failed.aborted).toBe(false);
    first.fail(away);
    await expect(chain.done()).rejects.toBe(away);
    expect(chain.failed.aborted).toBe(true);
    await chain.add(later);
    await expect(chain.add(later)).rejects.toBe(away);
    expect(tried).toBe(0);
  });
});
