import { StoreUnavailable, type ReadModels } from '#ports';
import type { ReadContexts } from '../readContext.js';
import { QueryStatistics, QueryStatisticsHandler } from './queryStatistics.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('statistics that are asked for at the same time', () => {
  it('are begun two at a time, sixteen more wait for their turn, and what is beyond is refused', async () => {
    const begun: ((error: Error) => void)[] = [];
    const contexts: Partial<ReadContexts> = { begin: () => new Promise((_, reject) => begun.push(reject)) };
    const handler = new QueryStatisticsHandler(contexts as ReadContexts, {} as ReadModels);
    const ask = (): Promise<unknown> =>
      handler.execute(new QueryStatistics({}, { name: 'anybody', role: 'admin' })).catch((error: unknown) => error);

    const asked = Array.from({ length: 18 }, ask);
    expect(await ask()).toEqual(new StoreUnavailable('16 statistics wait already'));
    await turn();
    expect(begun).toHaveLength(2);

    begun[0]!(new Error('the first has ended'));
    expect(await asked[0]).toEqual(new Error('the first has ended'));
    await turn();
    expect(begun).toHaveLength(3);
    asked.push(ask());
    expect(await ask()).toEqual(new StoreUnavailable('16 statistics wait already'));
    expect(asked).toHaveLength(19);
  });
});
