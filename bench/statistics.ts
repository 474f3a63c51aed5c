import { parseMetric, type StatisticsQuery, type StoredCall } from '#domain';
import type { Generation, ReadModels } from '#ports';
import { openReadModels } from '#stores';
import { aCall, documentsOf } from '../test/contract/someCalls.js';
import type { BenchOptions } from './options.js';
import { inFolder } from './folder.js';
import { medianOf, round } from './percentiles.js';
import { withReadModels } from './rebuild.js';

/** A year of calls, in the working hours of working days. */
const YEAR = Date.parse('2025-01-01T00:00:00Z') / 1000;
const NOW = Date.parse('2026-01-02T00:00:00Z');
const DAY_SECONDS = 86_400;
const BATCH = 1_000;
const TIMES = 5;

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

const MONTH = { from: '2025-06-01T00:00:00Z', to: '2025-07-01T00:00:00Z' };
const SUMS = ['calls', 'conversations', 'talkSeconds.sum', 'talkSeconds.avg'];
const PERCENTILES = [...SUMS, 'talkSeconds.p50', 'talkSeconds.p90', 'ringSeconds.p95'];

const questionOf = (range: Partial<typeof MONTH>, metrics: readonly string[]): StatisticsQuery => ({
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

const QUESTIONS: Readonly<Record<string, StatisticsQuery>> = {
  'a month by campaign and day, counts and sums': questionOf(MONTH, SUMS),
  'the same with percentiles': questionOf(MONTH, PERCENTILES),
  'the year by campaign and day, counts and sums': questionOf({}, SUMS),
  'the same with percentiles ': questionOf({}, PERCENTILES),
};

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

const measure = async (readModels: ReadModels, count: number): Promise<string[]> => {
  const generation = await readModels.openProjection('calls', '1', 'bench');
  const filled = await seconds(() => store(readModels, generation, count));
  const ask = (query: StatisticsQuery) => (): Promise<unknown> => readModels.statistics(generation, query);
  const [month] = Object.values(QUESTIONS);
  const unsealed = await timeOf(1, ask(month!));
  const sealed = await seconds(() => sealAll(readModels, generation));
  const lines = [
    `storing them ${round(filled)} s; making the segments of all hours ${round(sealed)} s`,
    `${'that month from the documents, without segments'.padEnd(50)} ${unsealed}`,
  ];
  for (const [name, query] of Object.entries(QUESTIONS))
    lines.push(`${name.padEnd(50)} ${await timeOf(TIMES, ask(query))}`);
  return lines;
};

/** Statistics as the API asks for them, over a year of calls. */
export const benchStatistics = async ({ calls, stores }: BenchOptions): Promise<string[]> => {
  const lines: string[] = [];
  for (const storeName of stores)
    for (const count of calls)
      await inFolder((folder) =>
        withReadModels(storeName, folder, async ({ url }) => {
          const readModels = await openReadModels({ readModelUrl: url, dataDir: folder });
          try {
            lines.push(`statistics: ${round(count, 0)} calls over twelve months on ${storeName}`);
            lines.push(...(await measure(readModels, count)), '');
          } finally {
            await readModels.close();
          }
        }),
      );
  return lines.slice(0, -1);
};
