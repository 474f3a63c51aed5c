import { caughtUp, runProgram, withService, type ChildProgram } from './childProgram.js';
import { endlessBodies } from './bodies.js';
import type { LogFigures } from './fillLog.js';
import { inKeptFolder } from './folder.js';
import { probedLoad, WEBHOOKS_PER_SECOND, type ProbedLoad } from './freshness.js';
import { loadLine } from './fullLoads.js';
import { steadyLoad } from './load.js';
import type { BenchOptions } from './options.js';
import { medianOf, round } from './percentiles.js';
import type { ExportsRead } from './readExports.js';

const WARM_UP_SECONDS = 4;
const ROUNDS = 3;
const FIRST_START_SECONDS = 3600;

const underLoad = async (service: ChildProgram, seconds: number, nextBody: () => string): Promise<ProbedLoad> => {
  const measured = await probedLoad(service, seconds, nextBody);
  await caughtUp(service);
  return measured;
};

const besideExport = async (service: ChildProgram, seconds: number, nextBody: () => string) => {
  const exporting = runProgram<ExportsRead>('dist/bench/readExports.js', [service.url, String(seconds)]);
  const measured = await underLoad(service, seconds, nextBody);
  return { ...measured, megabytesPerSecond: (await exporting).bytes / 1e6 / seconds };
};

const ratiosOf = (without: readonly number[], beside: readonly number[]): string =>
  beside.map((time, i) => round(time / (without[i] ?? NaN), 2)).join(', ');

const linesOf = (name: string, rounds: readonly ProbedLoad[]): string[] =>
  rounds.map(
    ({ load, fresh }) =>
      `${loadLine(name, load)}; visible after p50 ${round(fresh.p50)} ms  p99 ${round(fresh.p99)} ms, ${fresh.count} probes`,
  );

const measure = async (service: ChildProgram, { seconds, seed }: BenchOptions): Promise<string[]> => {
  const nextBody = endlessBodies(seed);
  await caughtUp(service, FIRST_START_SECONDS);
  await steadyLoad([service.url], WEBHOOKS_PER_SECOND, WARM_UP_SECONDS, nextBody);
  await caughtUp(service);
  const [without, beside]: [ProbedLoad[], Awaited<ReturnType<typeof besideExport>>[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    without.push(await underLoad(service, seconds, nextBody));
    beside.push(await besideExport(service, seconds, nextBody));
  }
  const p99OfLoads = (rounds: readonly ProbedLoad[]): number[] => rounds.map(({ load }) => load.latency.p99);
  const p99OfProbes = (rounds: readonly ProbedLoad[]): number[] => rounds.map(({ fresh }) => fresh.p99);
  const exported = medianOf(beside.map(({ megabytesPerSecond }) => megabytesPerSecond));
  return [
    `everything in one process at ${WEBHOOKS_PER_SECOND} webhooks/s, without and beside exports of all calls as NDJSON (${round(exported)} MB/s)`,
    ...linesOf('without an export', without),
    ...linesOf('beside one', beside),
    `p99 beside an export to that without, by round: webhooks ${ratiosOf(p99OfLoads(without), p99OfLoads(beside))}; ` +
      `freshness ${ratiosOf(p99OfProbes(without), p99OfProbes(beside))} (aim 1.2)`,
  ];
};

/** What webhooks and their calls wait for more while somebody exports everything, over a log of generated calls. */
export const benchBesideExport = (options: BenchOptions): Promise<string[]> => {
  const calls = options.calls[0] ?? 0;
  return inKeptFolder(options.keep, `${calls}-calls-of-seed-${options.seed}`, async (folder) => {
    await runProgram<LogFigures>('dist/bench/fillLog.js', [folder, String(calls), String(options.seed)]);
    return withService(folder, (service) => measure(service, options));
  });
};
