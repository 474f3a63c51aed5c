/**
 * Writes the same calls through both adapters of the ReadModels port and reads pages back: how MongoDB compares with SQLite, in one run on
 * one machine. `npx tsc -p tsconfig.build.json && node dist/test/mongod/measureReadModels.js [calls]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFilter } from '#domain';
import type { Generation, PageKey, PageQuery, ReadModels, StreamDocuments } from '#ports';
import { openMongoReadModels } from '#store-mongodb';
import { openSqliteReadModels } from '#store-sqlite';
import { aCall, aLeg, CLOCK, documentsOf } from '../contract/someCalls.js';
import { randomFrom, type Random } from '../support/random.js';
import { findMongod } from './findMongod.js';
import { startMongod } from './startMongod.js';

const BATCH = 500;
const PAGE = 50;
const ROUNDS = 200;
const START = Date.parse('2024-01-01T00:00:00Z') / 1000;

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** One call a stream, of two legs: about 1.5 KB of JSON. One in 500 is still open, one in 50 has a flag. */
const aStream = (random: Random, place: number): StreamDocuments => {
  const stream = `campaignRecord-${random.hex(24)}`;
  const start = START + place * 3 + random.int(0, 600);
  const consultant = random.int(1, 200);
  const open = place % 500 === 0;
  const party = {
    id: consultant,
    username: `konsultant${consultant}`,
    name: `Konsultant ${consultant}`,
    number: '4822500',
  };
  const times = { createdAt: iso(start), alertingAt: iso(start), answeredAt: iso(start), talkingAt: iso(start + 17) };
  const number = `48${random.int(500_000_000, 899_999_999)}`;
  const call = aCall(stream, {
    recordId: stream.slice('campaignRecord-'.length),
    campaign: { id: `5f463dbd80f357633750${String(random.int(0, 39)).padStart(4, '0')}`, name: 'Kampania' },
    project: { id: random.int(1, 5), name: 'Projekt' },
    consultant: { id: consultant, username: party.username, name: party.name },
    contact: { number, name: null },
    status: open ? 'open' : 'ended',
    outcome: open ? null : random.int(0, 3) === 0 ? 'contact_no_answer' : 'conversation',
    startedAt: iso(start),
    endedAt: open ? null : iso(start + 60),
    lastReceivedAt: new Date((start + 61) * 1000).toISOString(),
    lastEventAt: iso(start + 60),
    quality: place % 50 === 0 ? ['missing_answer'] : [],
    legs: [
      aLeg({ ...times, party }),
      aLeg({ ...times, role: 'contact', party: { id: null, username: null, name: null, number } }),
    ],
  });
  return documentsOf(stream, 8, [call], {
    record: {
      id: call.recordId ?? '',
      campaign: call.campaign,
      project: call.project,
      platformState: 'OPEN',
      closedAt: null,
    },
  });
};

const everything: CallFilter = { attribution: 'start', clock: { ...CLOCK, now: Date.parse('2030-01-01T00:00:00Z') } };
const FILTERS: Readonly<Record<string, Partial<CallFilter>>> = {
  'no filter': {},
  'one campaign': { campaign: ['5f463dbd80f3576337500007'] },
  'one consultant, a conversation': { consultant: ['konsultant17'], outcome: ['conversation'] },
  'open or stale': { status: ['open', 'stale'] },
  flagged: { quality: ['missing_answer'] },
  'not final': { final: false },
  'a contact nobody knows': { contactNumber: ['0'] },
  'talk over 1000 s (none)': { minTalkSeconds: 1000 },
  'ended before the first (none)': { attribution: 'end', to: '2024-01-01T00:00:00Z' },
  'ended on one day': { attribution: 'end', from: '2024-01-02T00:00:00Z', to: '2024-01-03T00:00:00Z' },
};

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

const quantiles = (times: readonly number[]): string => {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
};

/** Reads pages from the newest call on, at most ROUNDS of them; from the beginning again where they end. */
const readPages = async (page: (after: PageKey | null) => Promise<{ next: PageKey | null }>): Promise<string> => {
  const times: number[] = [];
  let after: PageKey | null = null;
  const limit = Date.now() + 10_000;
  while (times.length < ROUNDS && Date.now() < limit) {
    const began = performance.now();
    after = (await page(after)).next;
    times.push(performance.now() - began);
  }
  return `${quantiles(times)} (${times.length})`;
};

const MOVE = { consumer: '1/1', logIdentity: 'log', logTime: null, perSecond: null };

const measure = async (name: string, readModels: ReadModels, calls: number): Promise<void> => {
  const say = (what: string, result: string): void => void process.stdout.write(`${name}: ${what}: ${result}\n`);
  const generation: Generation = await readModels.openProjection('calls', '1', 'log');
  const random = randomFrom(1);
  const times: number[] = [];
  let position: string | null = null;
  for (let from = 0; from < calls; from += BATCH) {
    const documents = Array.from({ length: BATCH }, (_, i) => aStream(random, from + i));
    const next = String(from + BATCH).padStart(16, '0');
    const move = { ...MOVE, expected: position, position: next, events: from + BATCH };
    times.push(await milliseconds(() => readModels.replaceDocuments(generation, documents, move)));
    position = next;
  }
  const rate = (part: readonly number[]): number =>
    Math.round((part.length * BATCH * 1000) / part.reduce((sum, one) => sum + one, 0));
  say(
    `batch of ${BATCH} calls`,
    `${rate(times)} calls/s (first tenth ${rate(times.slice(0, times.length / 10))}, last tenth ${rate(times.slice(-times.length / 10))}); ${quantiles(times)}`,
  );
  for (const [filter, conditions] of Object.entries(FILTERS)) {
    const query = (after: PageKey | null): PageQuery => ({
      filter: { ...everything, ...conditions },
      sort: '-startedAt',
      limit: PAGE,
      after,
    });
    say(`page of ${PAGE} calls, ${filter}`, await readPages((after) => readModels.findCalls(generation, query(after))));
  }
  const legs = (after: PageKey | null): PageQuery => ({
    filter: { ...everything, consultant: ['17'] },
    sort: '-startedAt',
    limit: PAGE,
    after,
  });
  say(`page of ${PAGE} legs, one consultant`, await readPages((after) => readModels.findLegs(generation, legs(after))));
};

const calls = Number(process.argv[2] ?? 100_000);
process.stdout.write(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${calls} calls\n`);
const dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-measure-'));
try {
  const readModels = await openSqliteReadModels({ dataDir });
  await measure('SQLite', readModels, calls);
  await readModels.close();
} finally {
  await rm(dataDir, { recursive: true });
}
const binary = await findMongod();
if ('reasons' in binary) throw new Error(binary.reasons.join('\n'));
const mongod = await startMongod(binary);
try {
  const readModels = await openMongoReadModels({ url: mongod.url });
  await measure(`MongoDB ${binary.version}`, readModels, calls);
  await readModels.close();
} finally {
  await mongod.stop();
}
