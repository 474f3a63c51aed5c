import type { ReadModels } from '#ports';
import type { ReadContexts } from '../readContext.js';
import { QueryStatistics, QueryStatisticsHandler } from './queryStatistics.js';
import { StatisticsLimit } from './statisticsLimit.js';

const VIEWER = { name: 'anybody', role: 'admin' } as const;

describe('a statistic whose client has left', () => {
  it('is stopped in the store, and not begun where it waited for its turn', async () => {
    const counted: AbortSignal[] = [];
    const envelope = { asOf: '2024-06-01T12:00:00.000Z', projection: 'calls.v1' };
    const contexts = { begin: () => Promise.resolve({ envelope, clock: {} }) } as unknown as ReadContexts;
    const statistics = (_generation: unknown, _query: unknown, signal: AbortSignal): Promise<never> => {
      counted.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    const handler = new QueryStatisticsHandler(
      contexts,
      { statistics } as unknown as ReadModels,
      new StatisticsLimit(),
    );
    const clients = [new AbortController(), new AbortController(), new AbortController()];
    const answers = clients.map(({ signal }) =>
      handler.execute(new QueryStatistics({}, VIEWER, signal)).catch((error: unknown) => error),
    );
    for (const client of clients.toReversed()) {
      await new Promise((resolve) => setImmediate(resolve));
      client.abort(new Error('gone'));
    }
    expect(await Promise.all(answers)).toEqual(clients.map(() => new Error('gone')));
    expect(counted).toEqual([clients[0]!.signal, clients[1]!.signal]);
  });
});
