import { setTimeout as wait } from 'node:timers/promises';
import { orQuiet, QUIET } from './orQuiet.js';

const LONG = 3_600_000;
const SHORT = 20;

const all = async <Value>(values: AsyncIterable<Value>): Promise<Value[]> => {
  const got: Value[] = [];
  for await (const value of values) got.push(value);
  return got;
};

describe('a source, or that it is quiet', () => {
  it('is the source while values come in time', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await
    const source = async function* () {
      yield 1;
      yield 2;
    };
    expect(await all(orQuiet(source(), LONG))).toEqual([1, 2]);
  });

  it('is quiet once after each value that none follows for so long', async () => {
    const source = async function* () {
      yield 1;
      await wait(10 * SHORT);
      yield 2;
      yield 3;
    };
    expect(await all(orQuiet(source(), SHORT))).toEqual([1, QUIET, 2, 3]);
  });

  it('ends with the error of the source', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await
    const source = async function* () {
      yield 1;
      throw new Error('away');
    };
    await expect(all(orQuiet(source(), LONG))).rejects.toThrow('away');
  });

  it('is not asked for more than is taken, and may be left while the source waits', async () => {
    let asked = 0;
    const source = async function* () {
      for (;;) {
        asked += 1;
        if (asked > 1) await new Promise(() => undefined);
        yield asked;
      }
    };
    for await (const value of orQuiet(source(), SHORT)) if (value === QUIET) break;
    expect(asked).toBe(2);
  });
});
