import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CALLS, liveOf } from '#ports';
import { openReadModels } from '#stores';
import { caughtUp, runProgram, withService, type ChildProgram } from './childProgram.js';
import type { LogFigures, Pass } from './fillLog.js';
import { inKeptFolder } from './folder.js';
import { FreshnessProbes } from './freshness.js';
import type { BenchOptions, StoreName } from './options.js';
import { latencyOf, medianOf, round } from './percentiles.js';
import { timeQuestions } from './questions.js';
import { withReadModels } from './readModelsPlace.js';
import { sealAllHours } from './yearOfCalls.js';

const LIMIT_SECONDS = 6 * 3600;
const LOOK_MILLISECONDS = 250;
/** Few: they show how long a user waits, and are not meant to be a load. */
const PROBES_PER_SECOND = 5;

const rate = ({ events, seconds }: Pass): number => events / seconds;
const line = (name: string, pass: Pass): string =>
  `${name.padEnd(44)} ${round(rate(pass), 0).padStart(8)} events/s  (${round(pass.events, 0)} in ${round(pass.seconds)} s)`;

interface Rebuild {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly progress: { readonly events: number; readonly of: number };
  readonly difference: {
    readonly calls: { before: number; after: number; added: number; removed: number; changed: number };
  } | null;
}

/** Flat is what it was at the beginning when it ends: a peak alone grows with the number of looks. */
const memoryLine = (megabytes: readonly number[], peak: number): string => {
  const quarter = Math.ceil(megabytes.length / 4);
  const first = medianOf(megabytes.slice(0, quarter));
  const last = medianOf(megabytes.slice(-quarter));
  return `memory meanwhile: ${round(first, 0)} MB in the first quarter, ${round(last, 0)} in the last (medians), never more than ${round(peak, 0)}`;
};

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

/** What a former run over the same folder has built and left there, whole or not. */
const dropAllButLive = async (rebuilds: string): Promise<void> => {
  const { items } = (await (await fetch(rebuilds)).json()) as { items: readonly Rebuild[] };
  for (const { id, state } of items) {
    if (state === 'live' || state === 'dropped') continue;
    const dropped = await fetch(`${rebuilds}/${id}`, { method: 'DELETE' });
    if (!dropped.ok) throw new Error(`${id} could not be dropped: ${await dropped.text()}`);
  }
};

/** Asks for a rebuild, and watches it until it is live, while a few calls come in. */
const rebuildBesideLive = async (service: ChildProgram): Promise<string[]> => {
  const rebuilds = `${service.url}/admin/projections/calls/rebuilds`;
  await dropAllButLive(rebuilds);
  const startedAt = performance.now();
  const asked = await fetch(rebuilds, { method: 'POST' });
  if (asked.status !== 201) throw new Error(`the rebuild was refused: ${await asked.text()}`);
  const { id } = (await asked.json()) as Rebuild;
  const probes = new FreshnessProbes({ ingest: service, api: service }, PROBES_PER_SECOND);
  const whileBuilding: number[] = [];
  let peak = 0;
  let built: Pass | null = null;
  for (;;) {
    const now = (await (await fetch(`${rebuilds}/${id}`)).json()) as Rebuild;
    const { state, progress, difference, error } = now;
    const memory = service.memory();
    peak = Math.max(peak, memory);
    if (state === 'building') whileBuilding.push(memory);
    if (state === 'failed') throw new Error(`${id} has failed: ${error}`);
    if (built === null && (progress.events >= progress.of || state !== 'building'))
      built = { events: progress.events, seconds: secondsSince(startedAt) };
    if (state === 'live') {
      const seconds = secondsSince(startedAt);
      const { before, after, added, removed, changed } = difference!.calls;
      const fresh = await probes.latency();
      return [
        line("rebuild beside the live calls, the linker's events too", built!),
        `compared and switched after another ${round(seconds - built!.seconds)} s: ${round(before, 0)} calls before, ${round(after, 0)} after, ${added} added, ${removed} removed, ${changed} changed`,
        `freshness meanwhile: p50 ${round(fresh.p50)} ms  p99 ${round(fresh.p99)} ms  max ${round(fresh.max)} ms, ${fresh.count} probes (aim: p99 under 1,000)`,
        memoryLine(whileBuilding, peak),
      ];
    }
    if (secondsSince(startedAt) > LIMIT_SECONDS) throw new Error(`${id} is still ${state}`);
    probes.sendWhenDue();
    await wait(LOOK_MILLISECONDS);
  }
};

/** How large the files are of which the names in the folder begin like this. */
const megabytesOf = (folder: string, beginning: string): string => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.startsWith(beginning));
  return `${round(files.reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0) / 1e6, 0)} MB`;
};

const sizesLine = (when: string, folder: string, store: StoreName): string => {
  const readModels = megabytesOf(folder, store === 'sqlite' ? 'readmodels.db' : 'mongodb');
  return `files ${when}: the log ${megabytesOf(folder, 'events.db')}, the read models ${readModels}`;
};

/** Linker and projection over a log that nobody has followed. */
const firstStart = async (service: ChildProgram, startedAt: number, events: number): Promise<string[]> => {
  const memory: number[] = [];
  const looks = setInterval(() => memory.push(service.memory()), LOOK_MILLISECONDS);
  try {
    await caughtUp(service, LIMIT_SECONDS);
  } finally {
    clearInterval(looks);
  }
  return [
    line('first start: linker and projection together', { events, seconds: secondsSince(startedAt) }),
    memoryLine(memory, latencyOf(memory).max),
  ];
};

const restartAndRebuild = async (service: ChildProgram, startedAt: number): Promise<string[]> => {
  await caughtUp(service, LIMIT_SECONDS);
  const restarted = `restart: ready and all of the log followed after ${round(secondsSince(startedAt))} s`;
  return [restarted, ...(await rebuildBesideLive(service))];
};

/** The segments that statistics read are made once nobody has written into a day for some minutes: this does not wait for that. */
const sealLive = async (folder: string, readModelUrl: string): Promise<void> => {
  const readModels = await openReadModels({ readModelUrl, dataDir: folder });
  try {
    const live = liveOf(await readModels.generations(CALLS));
    if (live !== undefined) await sealAllHours(readModels, live);
  } finally {
    await readModels.close();
  }
};

/** Printed as it is measured: a run may take hours, or be stopped. */
const note = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** A log from its first event to the answers of its rebuilt calls. */
const measure = (calls: number, store: StoreName, options: BenchOptions): Promise<void> =>
  inKeptFolder(options.keep, `${calls}-calls-of-seed-${options.seed}`, async (folder) => {
    note(`rebuild: ${round(calls, 0)} generated calls of every kind, embedded log, read models on ${store}`);
    const args = [folder, String(calls), String(options.seed)];
    const { fill, read } = await runProgram<LogFigures>('dist/bench/fillLog.js', args);
    if (fill !== null) note(line('appending them to the log, 1,000 in flight', fill));
    note(line('reading the log, nothing else', read));
    await withReadModels(store, folder, async ({ url, wereThere }) => {
      const started = <Result>(
        work: (service: ChildProgram, startedAt: number) => Promise<Result>,
      ): Promise<Result> => {
        const startedAt = performance.now();
        return withService(folder, (service) => work(service, startedAt), { READ_MODEL_URL: url });
      };
      if (wereThere) note('read models of a former run, gone on from');
      else {
        note(...(await started((service, startedAt) => firstStart(service, startedAt, read.events))));
        note(sizesLine('with one generation', folder, store));
      }
      note(...(await started(restartAndRebuild)));
      note(sizesLine('with two generations', folder, store));
      await sealLive(folder, url);
      note(...(await started(timeQuestions)));
    });
  });

/**
 * A log filled, followed for the first time, and again after a restart; a rebuild as an operator asks for it, beside the live calls (how
 * fast, how large, and how fresh the live ones are meanwhile); and how long the rebuilt calls' lists and statistics take.
 * @returns nothing that has not been printed
 */
export const benchRebuild = async (options: BenchOptions): Promise<string[]> => {
  for (const store of options.stores) for (const calls of options.calls) await measure(calls, store, options);
  return [];
};
