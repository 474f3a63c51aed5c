import { join } from 'node:path';
import { BODY_BYTES, endlessBodies } from './bodies.js';
import { caughtUp, runProgram, withBareServer, withIngest, withService, type ChildProgram } from './childProgram.js';
import { inFolder } from './folder.js';
import type { Commits, GroupCommits } from './groupCommit.js';
import { fullLines, fullLoadOf, loadLine, middle, type FullLoad } from './fullLoads.js';
import { CONNECTIONS, fullLoad, steadyLoad, type Load } from './load.js';
import type { BenchOptions } from './options.js';
import { round } from './percentiles.js';

const WARM_UP_SECONDS = 2;
const ROUNDS = 3;

interface Loads {
  readonly full: FullLoad;
  readonly half: Load;
}
interface Round {
  readonly bare: FullLoad;
  readonly commits: GroupCommits;
  readonly ingest: Loads;
  readonly service: Loads;
  /** Seconds the projector needed to catch up after the service's full load. */
  readonly behindSeconds: number;
}
const ratiosOf = (rounds: readonly Round[], loads: (round: Round) => Loads): string =>
  rounds
    .map((of) => loads(of).full.perSecond / Math.min(of.bare.perSecond, of.commits.sqlite.bodiesPerSecond))
    .map((ratio) => round(ratio, 2))
    .join(', ');

interface Subjects {
  readonly bare: ChildProgram;
  readonly ingest: ChildProgram;
  readonly service: ChildProgram;
  readonly folder: string;
}

/** One after the other, each alone on the machine but for the load generator. */
const measureRound = async (subjects: Subjects, options: BenchOptions, nextBody: () => string): Promise<Round> => {
  const { bare, ingest, service, folder } = subjects;
  const { seconds, seed } = options;
  const commitArgs = [folder, String(seconds / 2), String(seed)];
  const bareLoad = await fullLoadOf(bare, seconds, nextBody);
  const commits = await runProgram<GroupCommits>('dist/bench/groupCommit.js', commitArgs);
  const ingestFull = await fullLoadOf(ingest, seconds, nextBody);
  const ingestHalf = await steadyLoad([ingest.url], ingestFull.perSecond / 2, seconds, nextBody);
  const full = await fullLoadOf(service, seconds, nextBody);
  const endedAt = performance.now();
  await caughtUp(service);
  const behindSeconds = (performance.now() - endedAt) / 1000;
  const half = await steadyLoad([service.url], full.perSecond / 2, seconds, nextBody);
  await caughtUp(service);
  return {
    bare: bareLoad,
    commits,
    ingest: { full: ingestFull, half: ingestHalf },
    service: { full, half },
    behindSeconds,
  };
};

const commitLine = (name: string, { bodiesPerSecond, latency }: Commits): string =>
  `${name.padEnd(44)} ${round(bodiesPerSecond, 0).padStart(8)}/s  p50 ${round(latency.p50)} ms  p99 ${round(latency.p99)} ms  a commit of 64`;

const linesOf = (name: string, rounds: readonly Loads[]): string[] => [
  ...fullLines(
    `${name}, full load`,
    rounds.map(({ full }) => full),
  ),
  loadLine(
    `${name}, half, evenly`,
    middle(
      rounds.map(({ half }) => half),
      (load) => load.latency.p99,
    ),
  ),
];

const report = (rounds: readonly Round[], options: BenchOptions): string[] => {
  const commits = (by: keyof GroupCommits): Commits =>
    middle(
      rounds.map((of) => of.commits[by]),
      (figures) => figures.bodiesPerSecond,
    );
  return [
    `ingest: ${CONNECTIONS} connections, bodies of ${BODY_BYTES} bytes, ${rounds.length} rounds of ${options.seconds} s each, the median round of each line`,
    ...fullLines(
      '(a) bare node:http, parse, answer',
      rounds.map((of) => of.bare),
    ),
    commitLine('(b) raw group commit, SQLite FULL', commits('sqlite')),
    commitLine('    raw write and fdatasync', commits('fdatasync')),
    ...linesOf(
      'ingest in its own process',
      rounds.map((of) => of.ingest),
    ),
    ...linesOf(
      'all in one process',
      rounds.map((of) => of.service),
    ),
    `ratio to the lower of (a) and (b), by round (aim: 0.5 or more; all share the cores with the load generator):`,
    `  ingest in its own process ${ratiosOf(rounds, (of) => of.ingest)}; all in one process ${ratiosOf(rounds, (of) => of.service)}`,
    `p99 at half load: the aim is under 50 ms`,
    `projector behind after the full load, by round: ${rounds.map((of) => round(of.behindSeconds)).join(', ')} s`,
  ];
};

const measureRounds = async (subjects: Subjects, options: BenchOptions): Promise<string[]> => {
  const { bare, ingest, service } = subjects;
  const nextBody = endlessBodies(options.seed);
  const memory = [service.memory()];
  for (const { url } of [bare, ingest, service]) await fullLoad(url, WARM_UP_SECONDS, nextBody);
  await caughtUp(service);
  const rounds: Round[] = [];
  while (rounds.length < (options.quick ? 1 : ROUNDS)) {
    rounds.push(await measureRound(subjects, options, nextBody));
    memory.push(service.memory());
  }
  const megabytes = memory.map((value) => round(value, 0)).join(', ');
  return [
    ...report(rounds, options),
    `memory of all in one process: ${megabytes} MB at the start and after each round`,
  ];
};

/** Acknowledged durable webhooks a second, against a bare server and against the bare disk, in alternating rounds of one run. */
export const benchIngest = (options: BenchOptions): Promise<string[]> =>
  inFolder((folder) =>
    withBareServer((bare) =>
      withIngest(join(folder, 'ingest'), (ingest) =>
        withService(join(folder, 'service'), (service) => measureRounds({ bare, ingest, service, folder }, options)),
      ),
    ),
  );

const WINDOWS = 10;

const watchMemory = async (service: ChildProgram, options: BenchOptions): Promise<string[]> => {
  const nextBody = endlessBodies(options.seed);
  await fullLoad(service.url, WARM_UP_SECONDS, nextBody);
  const full = await fullLoad(service.url, options.seconds, nextBody);
  const half = full.perSecond / 2;
  const megabytes: number[] = [];
  while (megabytes.length < WINDOWS) {
    await steadyLoad([service.url], half, (options.minutes * 60) / WINDOWS, nextBody);
    megabytes.push(service.memory());
  }
  return [
    `memory: ${round(options.minutes)} minutes at ${round(half, 0)} webhooks/s, MB after each tenth`,
    `  ${megabytes.map((value) => round(value, 0)).join('  ')}`,
    `last tenth against the first: ${round((megabytes.at(-1) ?? NaN) / (megabytes[0] ?? NaN), 2)} (flat: near 1)`,
  ];
};

/** Memory over minutes of steady half load: flat or not. */
export const benchMemory = (options: BenchOptions): Promise<string[]> =>
  inFolder((folder) => withService(folder, (service) => watchMemory(service, options)));
