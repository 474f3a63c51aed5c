import { parseMetric, type StatisticsQuery } from '#domain';
import type { Generation, ReadModels } from '#ports';
import { openBareStore, type BareStore } from './bareStatistics.js';
import type { BenchOptions } from './options.js';
import { medianOf, round, timesOf } from './percentiles.js';
import { NOW, overYears, sealAllHours, storeYear, type FillYear } from './yearOfCalls.js';

const TIMES = 5;
const NAME_WIDTH = 56;

interface Range {
  readonly from: string;
  readonly to: string;
}

const MONTH: Range = { from: '2025-06-01T00:00:00Z', to: '2025-07-01T00:00:00Z' };
const WHOLE_YEAR: Range = { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
export const SUMS = ['calls', 'conversations', 'talkSeconds.sum', 'talkSeconds.avg'];
export const PERCENTILES = [...SUMS, 'talkSeconds.p50', 'talkSeconds.p90', 'ringSeconds.p95'];

const questionOf = (range: Range, metrics: readonly string[]): StatisticsQuery => ({
  filter: { ...range, clock: { now: NOW, graceSeconds: 300, staleSeconds: 14_400 } },
  attribution: 'start',
  metrics: metrics.flatMap((name) => parseMetric(name) ?? []),
  groupBy: ['campaign'],
  interval: 'P1D',
  timezone: 'Europe/Warsaw',
  top: null,
  fill: false,
  asOf: NOW / 1000,
});

const QUESTIONS: readonly { readonly name: string; readonly query: StatisticsQuery }[] = [
  { name: 'a month by campaign and day, counts and sums', query: questionOf(MONTH, SUMS) },
  { name: 'the same with percentiles', query: questionOf(MONTH, PERCENTILES) },
  { name: 'the year by campaign and day, counts and sums', query: questionOf(WHOLE_YEAR, SUMS) },
  { name: 'the same with percentiles', query: questionOf(WHOLE_YEAR, PERCENTILES) },
];

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

/** The median of some answers' times, and the processor time that this process took for one of them, its threads included. */
const timeOf = async (times: number, ask: () => Promise<unknown>): Promise<string> => {
  const before = process.cpuUsage();
  const taken = await timesOf(Array.from({ length: times }, () => ask));
  const { user, system } = process.cpuUsage(before);
  return `${round(medianOf(taken)).padStart(9)} ms (${round((user + system) / 1000 / times)} ms of processor time)`;
};

/** A month is asked for before there are segments as well. */
const fill: FillYear = async (readModels, generation, count) => {
  const month = (): Promise<unknown> => readModels.statistics(generation, QUESTIONS[0]!.query);
  const filled = await seconds(() => storeYear(readModels, generation, count));
  const unsealed = await timeOf(1, month);
  const sealed = await seconds(() => sealAllHours(readModels, generation));
  return [
    `storing them ${round(filled)} s; making the segments of all hours ${round(sealed)} s`,
    `${'that month from the documents, without segments'.padEnd(NAME_WIDTH)} ${unsealed}`,
  ];
};

const measureAnswers = async (readModels: ReadModels, generation: Generation): Promise<string[]> => {
  const lines: string[] = [];
  for (const { name, query } of QUESTIONS)
    lines.push(`${name.padEnd(NAME_WIDTH)} ${await timeOf(TIMES, () => readModels.statistics(generation, query))}`);
  return lines;
};

const measureBare = async (bare: BareStore): Promise<string[]> => {
  const lines: string[] = [];
  for (const [name, { from, to }] of Object.entries({ 'the month': MONTH, 'the year': WHOLE_YEAR })) {
    const taken = await timeOf(1, () => bare.ask(from, to));
    lines.push(`${`${name}, counts and sums, asked of the bare store`.padEnd(NAME_WIDTH)} ${taken}`);
  }
  await bare.close();
  return lines;
};

/** Statistics as the API asks for them, over a year of calls, beside the same question asked of the store itself. */
export const benchStatistics = (options: BenchOptions): Promise<string[]> =>
  overYears(
    options,
    'statistics',
    async ({ storeName, folder, url, readModels, generation }) => [
      ...(await measureAnswers(readModels, generation)),
      ...(await measureBare(await openBareStore(storeName, folder, url))),
    ],
    fill,
  );
