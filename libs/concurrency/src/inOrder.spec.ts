import { setImmediate as turn } from 'node:timers/promises';
import { InOrder } from './inOrder.js';

/** Work whose end is decided by the test. */
const held = (name: string, happened: string[]) => {
  let [end, fail]: [() => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((resolve, reject) => ([end, fail] = [resolve, reject]));
  const work = (): Promise<void> => {
    happened.push(`${name} begins`);
    return promise.finally(() => happened.push(`${name} ends`));
  };
  return { work, end, fail };
};

describe('work in order', () => {
  it('that shares a name is done one after the other, and other work at the same time', async () => {
    const happened: string[] = [];
    const [first, second, other] = [held('first', happened), held('second', happened), held('other', happened)];
    const inOrder = new InOrder();
    const all = [inOrder.add(['a'], first.work), inOrder.add(['b', 'a'], second.work), inOrder.add(['c'], other.work)];
    await turn();
    expect(happened).toEqual(['first begins', 'other begins']);
    first.end();
    await turn();
    expect(happened).toEqual(['first begins', 'other begins', 'first ends', 'second begins']);
    second.end();
    other.end();
    await Promise.all(all);
  });

  it('keeps to the order in which it was given, also where it waits for different names', async () => {
    const happened: string[] = [];
    const [a, both, b] = [held('a', happened), held('both', happened), held('b', happened)];
    const inOrder = new InOrder();
    const all = [inOrder.add(['a'], a.work), inOrder.add(['a', 'b'], both.work), inOrder.add(['b'], b.work)];
    await turn();
    expect(happened).toEqual(['a begins']);
    for (const { end } of [b, both, a]) end();
    await Promise.all(all);
    expect(happened.filter((one) => one.endsWith('begins'))).toEqual(['a begins', 'both begins', 'b begins']);
  });

  it('goes on after work that has failed', async () => {
    const happened: string[] = [];
    const [first, second] = [held('first', happened), held('second', happened)];
    const inOrder = new InOrder();
    const failing = inOrder.add(['a'], first.work);
    const after = inOrder.add(['a'], second.work);
    first.fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    second.end();
    await after;
    expect(happened).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('says when all has ended, also what has failed', async () => {
    const happened: string[] = [];
    const [good, bad] = [held('good', happened), held('bad', happened)];
    const inOrder = new InOrder();
    const results = Promise.allSettled([inOrder.add(['a'], good.work), inOrder.add(['b'], bad.work)]);
    const ended = inOrder.ended().then(() => happened.push('all have ended'));
    bad.fail(new Error('away'));
    await turn();
    expect(happened).not.toContain('all have ended');
    good.end();
    await ended;
    await results;
    expect(happened.at(-1)).toBe('all have ended');
  });
});
