import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findMongod } from '../test/mongod/findMongod.js';
import { startMongod } from '../test/mongod/startMongod.js';
import { caughtUp, runProgram, withService, type ChildProgram } from './childProgram.js';
import type { LogFigures, Pass } from './fillLog.js';
import { inKeptFolder } from './folder.js';
import { FreshnessProbes } from './freshness.js';
import type { BenchOptions, StoreName } from './options.js';
import { medianOf, round } from './percentiles.js';

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
const memoryLine = (whileBuilding: readonly number[], peak: number): string => {
  const quarter = Math.ceil(whileBuilding.length / 4);
  const first = medianOf(whileBuilding.slice(0, quarter));
  const last = medianOf(whileBuilding.slice(-quarter));
  return `memory meanwhile: ${round(first, 0)} MB in the build's first quarter, ${round(last, 0)} in its last (medians), never more than ${round(peak, 0)}`;
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

interface ReadModelsPlace {
  readonly url: string;
  /** Kept by a former run, which may have projected the log to its end. */
  readonly wereThere: boolean;
}

/** What mongod takes by itself. With less, at a million calls, it would mostly be reading and writing its pages. */
const mongodCacheGigabytes = (): number => Math.max(0.25, (totalmem() / 1024 ** 3 - 1) / 2);

/** Does the work with the read models of a kind in this folder: SQLite's, or those of a mongod (a replica set of one member). */
export const withReadModels = async <Result>(
  store: StoreName,
  folder: string,
  work: (place: ReadModelsPlace) => Promise<Result>,
): Promise<Result> => {
  if (store === 'sqlite') return work({ url: 'sqlite', wereThere: existsSync(join(folder, 'readmodels.db')) });
  const mongod = await findMongod();
  if ('reasons' in mongod) throw new Error(`no mongod could be had: ${mongod.reasons.join('; ')}. Set MONGOD_BIN`);
  const dataDir = join(folder, 'mongodb');
  const wereThere = existsSync(dataDir);
  const running = await startMongod(mongod, { dataDir, cacheGigabytes: mongodCacheGigabytes() });
  try {
    return await work({ url: `${running.url}bench`, wereThere });
  } finally {
    await running.stop();
  }
};

const measure = (calls: number, store: StoreName, options: BenchOptions): Promise<string[]> =>
  inKeptFolder(options.keep, `${calls}-calls-of-seed-${options.seed}`, async (folder) => {
    const args = [folder, String(calls), String(options.seed)];
    const { fill, read } = await runProgram<LogFigures>('dist/bench/fillLog.js', args);
    return withReadModels(store, folder, ({ url, wereThere }) => {
      const startedAt = performance.now();
      return withService(
        folder,
        async (service) => {
          await caughtUp(service, LIMIT_SECONDS);
          const first = { events: read.events, seconds: secondsSince(startedAt) };
          return [
            `rebuild: ${round(calls, 0)} generated calls of every kind, embedded log, read models on ${store}`,
            ...(fill === null ? [] : [line('appending them to the log, 1,000 in flight', fill)]),
            line('reading the log, nothing else', read),
            wereThere
              ? 'read models of a former run, gone on from'
              : line('first start: linker and projection together', first),
            ...(await rebuildBesideLive(service)),
          ];
        },
        { READ_MODEL_URL: url },
      );
    });
  });

/** A rebuild as an operator asks for it, beside the live calls: how fast, how large, and how fresh the live ones are meanwhile. */
export const benchRebuild = async (options: BenchOptions): Promise<string[]> => {
  const lines: string[] = [];
  for (const store of options.stores)
    for (const calls of options.calls) lines.push(...(await measure(calls, store, options)), '');
  return lines.slice(0, -1);
};
