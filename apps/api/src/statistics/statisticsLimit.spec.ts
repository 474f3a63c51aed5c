import { StatisticsLimit } from './statisticsLimit.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('statistics that are asked for at the same time', () => {
  it('are begun two at a time, sixteen more wait for their turn, and what is beyond is refused', async () => {
    const begun: ((error: Error) => void)[] = [];
    const limit = new StatisticsLimit();
    const { signal } = new AbortController();
    const ask = (): Promise<unknown> =>
      limit.run(() => new Promise((_, reject) => begun.push(reject)), signal).catch((error: unknown) => error);
    const refusal = {
      status: 503,
      retryAfterSeconds: 5,
      detail: expect.stringContaining('2 statistics are being counted and 16 more wait') as string,
    };

    const asked = Array.from({ length: 18 }, ask);
    expect(await ask()).toMatchObject(refusal);
    await turn();
    expect(begun).toHaveLength(2);

    begun[0]!(new Error('the first has ended'));
    expect(await asked[0]).toEqual(new Error('the first has ended'));
    await turn();
    expect(begun).toHaveLength(3);
    asked.push(ask());
    expect(await ask()).toMatchObject(refusal);
    expect(asked).toHaveLength(19);
  });
});
