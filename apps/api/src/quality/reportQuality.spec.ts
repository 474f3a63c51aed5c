import { Statistics, TooManyRows, type StatisticsAnswer, type StatisticsQuery } from '#domain';
import type { ReadModels } from '#ports';
import type { ReadContexts } from '../readContext.js';
import { StatisticsLimit } from '../statistics/statisticsLimit.js';
import { ReportQuality, ReportQualityHandler } from './reportQuality.js';

const VIEWER = { name: 'anybody', role: 'admin' } as const;

const emptyAnswer = (query: StatisticsQuery): StatisticsAnswer => new Statistics(query).answer();

describe('a report on quality', () => {
  const envelope = { asOf: '2024-06-01T12:00:00.000Z', projection: 'calls.v1' };
  const clock = { now: 0, graceSeconds: 300, staleSeconds: 14_400 };
  const contexts = { begin: () => Promise.resolve({ envelope, clock }) } as unknown as ReadContexts;
  const report = (statistics: ReadModels['statistics'], signal = new AbortController().signal) =>
    new ReportQualityHandler(contexts, { statistics } as ReadModels, new StatisticsLimit()).execute(
      new ReportQuality({}, VIEWER, signal),
    );

  it.each([
    ['10,001 days', (query: StatisticsQuery) => withRows(emptyAnswer(query), 10_001)],
    ['more rows than any statistic has', () => Promise.reject(new TooManyRows())],
  ])('of %s is refused, and says how to ask for less', async (_, answer) => {
    await expect(report((_generation, query) => Promise.resolve(answer(query)))).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'from', message: 'gives more than 10000 rows: take a shorter range, or one source' }],
    });
  });

  it('is stopped in the store when its client leaves', async () => {
    const client = new AbortController();
    const stopped = report(
      (_generation, _query, signal) =>
        new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason as Error))),
      client.signal,
    );
    setImmediate(() => client.abort(new Error('gone')));
    await expect(stopped).rejects.toThrow('gone');
  });
});

const withRows = (answer: StatisticsAnswer, count: number): StatisticsAnswer => ({
  ...answer,
  rows: { ...answer.rows, count },
});
