import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findMongod } from '../test/mongod/findMongod.js';
import { startMongod } from '../test/mongod/startMongod.js';
import { ROOT } from '../test/support/startProduct.js';
import { bareAppends } from './bareAppends.js';
import { BODY_BYTES, endlessBodies } from './bodies.js';
import { caughtUp, withIngest, withNaive, withService, type ChildProgram } from './childProgram.js';
import { inFolder } from './folder.js';
import { fullLines, fullLoadOf, loadLine, middle, type FullLoad } from './fullLoads.js';
import { CONNECTIONS, fullLoad, type Load } from './load.js';
import type { BenchOptions } from './options.js';
import { round } from './percentiles.js';

const WARM_UP_SECONDS = 2;
const ROUNDS = 3;

interface Peers {
  readonly naive: ChildProgram;
  readonly ingest: ChildProgram;
  readonly service: ChildProgram;
}
interface Round extends Readonly<Record<keyof Peers, FullLoad>> {
  /** Null: no server is named by EVENTSTORE_URL. */
  readonly bare: Load | null;
}

/** One after the other, each alone on the machine but for the load generator (and its mongod). */
const measureRound = async (peers: Peers, { seconds }: BenchOptions, nextBody: () => string): Promise<Round> => {
  const naive = await fullLoadOf(peers.naive, seconds, nextBody);
  const ingest = await fullLoadOf(peers.ingest, seconds, nextBody);
  const service = await fullLoadOf(peers.service, seconds, nextBody);
  await caughtUp(peers.service);
  const server = process.env.EVENTSTORE_URL ?? '';
  const bare = server === '' ? null : await bareAppends(server, seconds, nextBody);
  return { naive, ingest, service, bare };
};

const measure = async (peers: Peers, options: BenchOptions): Promise<string[]> => {
  const nextBody = endlessBodies(options.seed);
  for (const { url } of Object.values(peers) as ChildProgram[]) await fullLoad(url, WARM_UP_SECONDS, nextBody);
  await caughtUp(peers.service);
  const rounds: Round[] = [];
  while (rounds.length < (options.quick ? 1 : ROUNDS)) rounds.push(await measureRound(peers, options, nextBody));
  const lines = (name: string, of: keyof Peers): string[] =>
    fullLines(
      name,
      rounds.map((one) => one[of]),
    );
  const gain = (of: keyof Peers): string =>
    rounds.map((one) => round(one[of].perSecond / one.naive.perSecond, 1)).join(', ');
  const bare = rounds.flatMap((one) => one.bare ?? []);
  const slowest = middle(rounds, ({ naive }) => naive.perSecond).naive.latency.p99;
  return [
    `peers: durable webhooks/s, ${CONNECTIONS} connections, bodies of ${BODY_BYTES} bytes, ${rounds.length} rounds of ${options.seconds} s each`,
    ...lines('naive: Nest on Express, MongoDB upserts', 'naive'),
    ...lines('ingest in its own process', 'ingest'),
    ...lines('all in one process', 'service'),
    ...(bare.length === 0
      ? []
      : [
          loadLine(
            'bare appends to EVENTSTORE_URL',
            middle(bare, ({ perSecond }) => perSecond),
          ),
        ]),
    `times as many as the naive build, by round: ingest ${gain('ingest')}; all in one process ${gain('service')} (the naive one's p99: ${round(slowest)} ms)`,
    `the naive build's processor time leaves out that of its mongod, which ours have inside`,
  ];
};

/** The build that a team would make first beside ours, in alternating rounds of one run: docs/performance.md. */
export const benchPeers = async (options: BenchOptions): Promise<string[]> => {
  if (!existsSync(join(ROOT, 'bench/peers/node_modules')))
    throw new Error('the naive build needs packages of its own: npm ci --prefix bench/peers');
  const mongod = await findMongod();
  if ('reasons' in mongod) throw new Error(`no mongod could be had: ${mongod.reasons.join('; ')}. Set MONGOD_BIN`);
  return inFolder(async (folder) => {
    const running = await startMongod(mongod, { dataDir: join(folder, 'mongodb'), cacheGigabytes: 1 });
    try {
      return await withNaive(running.url, (naive) =>
        withIngest(join(folder, 'ingest'), (ingest) =>
          withService(join(folder, 'service'), (service) => measure({ naive, ingest, service }, options)),
        ),
      );
    } finally {
      await running.stop();
    }
  });
};
