import { isoSeconds, type StoredCall } from '#domain';
import type { Generation, ReadModels } from '#ports';
import { openReadModels } from '#stores';
import { aCall, documentsOf, sealAll } from '../test/contract/someCalls.js';
import { inKeptFolder } from './folder.js';
import type { BenchOptions, StoreName } from './options.js';
import { round } from './percentiles.js';
import { withReadModels } from './readModelsPlace.js';

/** A year of calls, in the working hours of working days. */
const YEAR = Date.parse('2025-01-01T00:00:00Z') / 1000;
/** Soon after the last of the calls. */
export const NOW = Date.parse('2026-01-02T00:00:00Z');
const DAY_SECONDS = 86_400;
const BATCH = 1_000;

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

/** Stores so many calls as one generation's, without segments. */
export const storeYear = async (readModels: ReadModels, generation: Generation, count: number): Promise<void> => {
  for (let start = 0; start < count; start += BATCH) {
    const places = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => start + i);
    const documents = places.map((place) => documentsOf(`s${place}`, 1, [callAt(place, count)]));
    await readModels.replaceDocuments(generation, documents, null);
  }
};

/** As the service makes them. */
const SEALED_AT_ONCE = 4;

/** Makes the segments of all hours. */
export const sealAllHours = (readModels: ReadModels, generation: Generation): Promise<void> =>
  sealAll(readModels, generation, SEALED_AT_ONCE);

export interface YearOfCalls {
  readonly storeName: StoreName;
  readonly count: number;
  /** In which the stores' files are. */
  readonly folder: string;
  readonly url: string;
  readonly readModels: ReadModels;
  readonly generation: Generation;
}

/** Stores the calls of a year and makes their segments. It answers what that took, in lines for who reads the figures. */
export type FillYear = (readModels: ReadModels, generation: Generation, count: number) => Promise<string[]>;

const fillSilently: FillYear = async (readModels, generation, count) => {
  await storeYear(readModels, generation, count);
  await sealAllHours(readModels, generation);
  return [];
};

const inYear = (
  storeName: StoreName,
  count: number,
  keep: string | undefined,
  fill: FillYear,
  measure: (year: YearOfCalls) => Promise<string[]>,
): Promise<string[]> =>
  inKeptFolder(keep, `statistics-${storeName}-${count}`, (folder) =>
    withReadModels(storeName, folder, async ({ url, wereThere }) => {
      const readModels = await openReadModels({ readModelUrl: url, dataDir: folder });
      try {
        const generation = await readModels.openProjection('calls', '1', 'bench');
        const filling = wereThere ? ['calls and segments of a former run'] : await fill(readModels, generation, count);
        const lines = await measure({ storeName, count, folder, url, readModels, generation });
        return [`${round(count, 0)} calls over twelve months on ${storeName}`, ...filling, ...lines];
      } finally {
        await readModels.close();
      }
    }),
  );

/** Measures over a year of calls in each store, for each number of calls; fills where a former run has left none behind. */
export const overYears = async (
  { calls, stores, keep }: BenchOptions,
  what: string,
  measure: (year: YearOfCalls) => Promise<string[]>,
  fill: FillYear = fillSilently,
): Promise<string[]> => {
  const lines: string[] = [];
  for (const storeName of stores)
    for (const count of calls) {
      const [head, ...rest] = await inYear(storeName, count, keep, fill, measure);
      lines.push(`${what}: ${head}`, ...rest, '');
    }
  return lines.slice(0, -1);
};
