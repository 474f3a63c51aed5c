import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EventStoreDouble } from '../test/doubles/eventstore/eventStoreDouble.js';
import { findMongod } from '../test/mongod/findMongod.js';
import { startMongod } from '../test/mongod/startMongod.js';
import { endlessBodies } from './bodies.js';
import { caughtUp, withProgram, type ChildProgram } from './childProgram.js';
import { inFolder } from './folder.js';
import { FreshnessProbes } from './freshness.js';
import { loadLine } from './fullLoads.js';
import { steadyLoad } from './load.js';
import type { BenchOptions } from './options.js';
import { round, type Latency } from './percentiles.js';
import { threadTimes, type ThreadTimes } from './processorTime.js';

const RATES = [50, 200];
/** The first thousands of events meet code that has not been compiled yet. */
const WARM_UP_SECONDS = 10;
const PROBES_PER_SECOND = 3;
const TICK_MILLISECONDS = 1;

const INGEST = 'dist/apps/ingest/src/main.js';
const PROJECTOR = 'dist/apps/projector/src/main.js';
const API = 'dist/apps/api/src/main.js';
type Process = readonly [name: string, main: string, env: Record<string, string>];
const PROCESSES: readonly Process[] = [
  ['ingest 1', INGEST, {}],
  ['ingest 2', INGEST, {}],
  ['projector 1/3', PROJECTOR, { PROJECTOR_PARTITION: '1/3' }],
  ['projector 2/3', PROJECTOR, { PROJECTOR_PARTITION: '2/3' }],
  ['projector 3/3', PROJECTOR, { PROJECTOR_PARTITION: '3/3' }],
  ['api', API, {}],
];

type Running = ReadonlyMap<string, Pick<ChildProgram, 'threads'>>;

interface Deployment {
  readonly ingests: readonly ChildProgram[];
  readonly api: ChildProgram;
  /** All that run but the load generator: servers and processes, by name. */
  readonly running: Running;
}

/** Microseconds of processor time that each of them has taken so far. */
const processorTimes = (running: Running): ReadonlyMap<string, number> => {
  const sum = (threads: ThreadTimes): number => [...threads.values()].reduce((total, time) => total + time, 0) / 1000;
  return new Map([...running].map(([name, program]) => [name, sum(program.threads())]));
};

/** What each has taken since, divided among so many pieces. */
const costs = (running: Running, before: ReadonlyMap<string, number>, pieces: number): string => {
  const taken = [...processorTimes(running)].map(
    ([name, time]) => [name, (time - (before.get(name) ?? 0)) / pieces] as const,
  );
  const all = taken.reduce((total, [, time]) => total + time, 0);
  return `${taken.map(([name, time]) => `${name} ${round(time, 0)}`).join(', ')}; all ${round(all, 0)}`;
};

const freshLine = (when: string, { count, p50, p99, max }: Latency): string =>
  `${when.padEnd(20)} p50 ${round(p50)} ms  p99 ${round(p99)} ms  max ${round(max)} ms, ${count} probes`;

const probing = ({ ingests: [ingest], api }: Deployment): FreshnessProbes =>
  new FreshnessProbes({ ingest: ingest!, api }, PROBES_PER_SECOND);

/** Nobody sends anything: what the processes cost by themselves. Then probes alone. */
const atRest = async (deployment: Deployment, seconds: number): Promise<string[]> => {
  const before = processorTimes(deployment.running);
  await wait(seconds * 1000);
  const idle = costs(deployment.running, before, seconds * 1000);
  const probes = probing(deployment);
  const startedAt = performance.now();
  while (performance.now() - startedAt < seconds * 1000) {
    probes.sendWhenDue();
    await wait(TICK_MILLISECONDS);
  }
  return [
    freshLine('at rest', await probes.latency()),
    `    processor time without any webhook, µs a millisecond: ${idle}`,
  ];
};

const underLoad = async (
  deployment: Deployment,
  perSecond: number,
  seconds: number,
  nextBody: () => string,
): Promise<string[]> => {
  const urls = deployment.ingests.map(({ url }) => url);
  const probes = probing(deployment);
  const before = processorTimes(deployment.running);
  const load = await steadyLoad(urls, perSecond, seconds, nextBody, () => probes.sendWhenDue());
  const cost = costs(deployment.running, before, perSecond * seconds);
  const fresh = await probes.latency();
  const endedAt = performance.now();
  await caughtUp(deployment.api);
  return [
    freshLine(`at ${perSecond} webhooks/s`, fresh),
    `    ${loadLine('the webhooks meanwhile', load)}; caught up ${round(performance.now() - endedAt, 0)} ms after the last`,
    `    processor time, µs a webhook, the probes' included: ${cost}`,
  ];
};

const measure = async (deployment: Deployment, options: BenchOptions): Promise<string[]> => {
  const nextBody = endlessBodies(options.seed);
  await caughtUp(deployment.api);
  const lines = [
    `freshness over EventStoreDB and MongoDB, two ingests, three projectors and an API: from the 204 to the call in GET /v1/calls/:id`,
  ];
  const urls = deployment.ingests.map(({ url }) => url);
  await steadyLoad(urls, Math.max(...RATES), WARM_UP_SECONDS, nextBody);
  await caughtUp(deployment.api);
  lines.push(...(await atRest(deployment, options.seconds)));
  for (const rate of RATES) lines.push(...(await underLoad(deployment, rate, options.seconds, nextBody)));
  return lines;
};

/** Does the work with all processes running, which are started one after the other. */
const withProcesses = <Result>(
  env: Record<string, string>,
  work: (processes: ReadonlyMap<string, ChildProgram>) => Promise<Result>,
  started: ReadonlyMap<string, ChildProgram> = new Map(),
): Promise<Result> => {
  const next = PROCESSES[started.size];
  if (next === undefined) return work(started);
  const [name, main, own] = next;
  return withProgram(main, '/health/live', { ...env, ...own }, (program) =>
    withProcesses(env, work, new Map([...started, [name, program]])),
  );
};

/** The event log at EVENTSTORE_URL or, without it, the tests' double of the protocol in a process of its own. */
const withEventStore = async <Result>(work: (url: string, running: Running) => Promise<Result>): Promise<Result> => {
  const given = process.env.EVENTSTORE_URL ?? '';
  if (given !== '') return work(given, new Map());
  const double = await EventStoreDouble.start();
  try {
    const threads = (): ThreadTimes => threadTimes(double.pid ?? 0);
    return await work(double.url, new Map([["EventStoreDB's double", { threads }]]));
  } finally {
    await double.dispose();
  }
};

/** From the answer to a webhook until the call can be read, over servers, with as many processes as a small deployment has. */
export const benchProcesses = async (options: BenchOptions): Promise<string[]> => {
  const mongod = await findMongod();
  if ('reasons' in mongod) throw new Error(`no mongod could be had: ${mongod.reasons.join('; ')}. Set MONGOD_BIN`);
  return inFolder(async (folder) => {
    const readModels = await startMongod(mongod, { dataDir: join(folder, 'mongodb'), cacheGigabytes: 1 });
    try {
      return await withEventStore((url, log) => {
        const env = {
          DATA_DIR: join(folder, 'data'),
          EVENT_STORE_URL: url,
          READ_MODEL_URL: `${readModels.url}bench`,
          WEBHOOK_SOURCES_FILE: '',
          API_KEYS_FILE: '',
        };
        return withProcesses(env, (processes) => {
          const named = (name: string): ChildProgram[] =>
            [...processes].flatMap(([key, one]) => (key.startsWith(name) ? one : []));
          const running = new Map([...log, ['mongod', { threads: () => threadTimes(readModels.pid) }], ...processes]);
          return measure({ ingests: named('ingest'), api: named('api')[0]!, running }, options);
        });
      });
    } finally {
      await readModels.stop();
    }
  });
};
