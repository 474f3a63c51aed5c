import { parseMetric, type StatisticsQuery, type StoredCall } from '#domain';
import type { Generation, ReadModels } from '#ports';
import { openReadModels } from '#stores';
import { aCall, documentsOf } from '../test/contract/someCalls.js';
import { openBareStore, type BareStore } from './bareStatistics.js';
import type { BenchOptions, StoreName } from './options.js';
import { inKeptFolder } from './folder.js';
import { medianOf, round } from './percentiles.js';
import { withReadModels } from './rebuild.js';

/** A year of calls, in the working hours of working days. */
const YEAR = Date.parse('2025-01-01T00:00:00Z') / 1000;
/** Soon after the last of the calls. */
export const NOW = Date.parse('2026-01-02T00:00:00Z');
const DAY_SECONDS = 86_400;
const BATCH = 1_000;
const TIMES = 5;
const NAME_WIDTH = 56;

const isoSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Of 20 campaigns, 100 consultants and four outcomes, spread by a fixed rule: figures of two runs can be compared. */
const callAt = (place: number, of: number): StoredCall => {
  const day = Math.floor((place / of) * 365);
  const start = YEAR + day * DAY_SECONDS + 7 * 3600 + ((place * 7919) % (12 * 3600));
  const [ring, talk] = [(place * 31) % 40, (place * 131) % 600];
  const isTalk = place % 3 === 0;
  const consultant = (place * 17) % 100;
  return aCall(`s${place}`, {
    startedAt: isoSeconds(start),
    talkingAt: isTalk ? isoSeconds(start + ring) : null,
    endedAt: isoSeconds(start + ring + talk),
    lastEventAt: isoSeconds(start + ring + talk),
    lastReceivedAt: new Date((start + ring + talk) * 1000 + (place % 900)).toISOString(),
    campaign: { id: `5f463dbd80f35763375fe${300 + (place % 20)}`, name: `Campaign ${place % 20}` },
    consultant: { id: consultant, username: `user${consultant}`, name: `Consultant ${consultant}` },
    outcome: isTalk ? 'conversation' : (['contact_no_answer', 'abandoned', 'not_dialed'] as const)[place % 3]!,
    attempt: { number: 1 + (place % 5), consultantTry: 1, contactTry: 1, reservationTry: 1 },
    durations: {
      ringSeconds: ring,
      dialSeconds: null,
      waitSeconds: null,
      talkSeconds: isTalk ? talk : null,
      consultantTalkSeconds: isTalk ? talk : null,
      holdSeconds: 0,
      callSeconds: ring + talk,
      afterSeconds: place % 7,
    },
  });
};

interface Range {
  readonly from: string;
  readonly to: string;
}

const MONTH: Range = { from: '2025-06-01T00:00:00Z', to: '2025-07-01T00:00:00Z' };
const WHOLE_YEAR: Range = { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
const SUMS = ['calls', 'conversations', 'talkSeconds.sum', 'talkSeconds.avg'];
const PERCENTILES = [...SUMS, 'talkSeconds.p50', 'talkSeconds.p90', 'ringSeconds.p95'];

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

const store = async (readModels: ReadModels, generation: Generation, count: number): Promise<void> => {
  for (let start = 0; start < count; start += BATCH) {
    const places = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => start + i);
    const documents = places.map((place) => documentsOf(`s${place}`, 1, [callAt(place, count)]));
    await readModels.replaceDocuments(generation, documents, null);
  }
};

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

/** The median of some answers' times, and the processor time that this process took for one of them, its threads included. */
const timeOf = async (times: number, ask: () => Promise<unknown>): Promise<string> => {
  const taken: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) taken.push((await seconds(ask)) * 1000);
  const { user, system } = process.cpuUsage(before);
  return `${round(medianOf(taken)).padStart(9)} ms (${round((user + system) / 1000 / times)} ms of processor time)`;
};

const sealAll = async (readModels: ReadModels, generation: Generation): Promise<void> => {
  const quiet = { quietSince: Date.now() + DAY_SECONDS * 1000, most: 4 };
  while ((await readModels.sealHours(generation, quiet)) > 0);
};

/** Calls and segments as these figures are measured over, for others that measure over them. */
export const fillWhereEmpty = async (readModels: ReadModels, count: number): Promise<void> => {
  const generation = await readModels.openProjection('calls', '1', 'bench');
  await store(readModels, generation, count);
  await sealAll(readModels, generation);
};

/** Stores the calls and makes the segments, where a former run has not left both behind. */
const fill = async (readModels: ReadModels, generation: Generation, count: number): Promise<string[]> => {
  const month = (): Promise<unknown> => readModels.statistics(generation, QUESTIONS[0]!.query);
  const filled = await seconds(() => store(readModels, generation, count));
  const unsealed = await timeOf(1, month);
  const sealed = await seconds(() => sealAll(readModels, generation));
  return [
    `storing them ${round(filled)} s; making the segments of all hours ${round(sealed)} s`,
    `${'that month from the documents, without segments'.padEnd(NAME_WIDTH)} ${unsealed}`,
  ];
};

const measure = async (readModels: ReadModels, generation: Generation): Promise<string[]> => {
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

const measureStore = (storeName: StoreName, count: number, keep: string | undefined): Promise<string[]> =>
  inKeptFolder(keep, `statistics-${storeName}-${count}`, (folder) =>
    withReadModels(storeName, folder, async ({ url, wereThere }) => {
      const readModels = await openReadModels({ readModelUrl: url, dataDir: folder });
      try {
        const generation = await readModels.openProjection('calls', '1', 'bench');
        return [
          `statistics: ${round(count, 0)} calls over twelve months on ${storeName}`,
          ...(wereThere ? ['calls and segments of a former run'] : await fill(readModels, generation, count)),
          ...(await measure(readModels, generation)),
          ...(await measureBare(await openBareStore(storeName, folder, url))),
        ];
      } finally {
        await readModels.close();
      }
    }),
  );

/** Statistics as the API asks for them, over a year of calls, beside the same question asked of the store itself. */
export const benchStatistics = async ({ calls, stores, keep }: BenchOptions): Promise<string[]> => {
  const lines: string[] = [];
  for (const storeName of stores)
    for (const count of calls) lines.push(...(await measureStore(storeName, count, keep)), '');
  return lines.slice(0, -1);
};
