/**
 * Fills a log, then builds the projection from it: what a rebuild does, without the HTTP around it.
 * node dist/bench/foldLog.js FOLDER CALLS SEED; prints JSON.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { v5 } from 'uuid';
import { canonicalJson, CALL_STREAM_PREFIXES, readDelivery, routeDelivery, type JsonObject } from '#domain';
import { LINKER, type EventLog, type ReadModels } from '#ports';
import { startProjector } from '#projector';
import { openEventLog, openReadModels } from '#stores';
import { generateCalls } from '../test/support/generateCalls.js';
import { interleave, take } from '../test/support/interleave.js';
import { streams } from '../test/support/recorded.js';

const NAMESPACE = '3b1a4df0-6d3c-5a0e-9d0b-0d6c1f1d7a55';
const IN_FLIGHT = 1000;
const LIMIT_MILLISECONDS = 3_600_000;

export interface Pass {
  readonly events: number;
  readonly seconds: number;
}
export interface FoldFigures {
  readonly fill: Pass;
  /** Reading the log alone: nothing can be faster. */
  readonly read: Pass;
  /** Linker and projection side by side, as on a first start. */
  readonly first: Pass;
  /** The projection alone over a linked log, into an empty store: a rebuild. */
  readonly rebuild: Pass;
  /** Resident MB at each quarter of the rebuild. */
  readonly memory: readonly number[];
}

const timed = async (work: () => Promise<number>): Promise<Pass> => {
  const startedAt = performance.now();
  const events = await work();
  return { events, seconds: (performance.now() - startedAt) / 1000 };
};

/** Appends deliveries as ingest does: routed without reading, many in flight. */
const fill = async (log: EventLog, deliveries: Iterable<JsonObject>): Promise<number> => {
  const known = new Map<string, string>();
  const inFlight = new Set<Promise<unknown>>();
  let events = 0;
  for (const body of deliveries) {
    const delivery = readDelivery(body);
    const { dialogUuid } = delivery;
    const route = routeDelivery(delivery, 'main', dialogUuid === null ? undefined : known.get(dialogUuid), streams);
    if (dialogUuid !== null && route.learned !== null) known.set(dialogUuid, route.learned);
    const metadata = {
      receivedAt: new Date().toISOString(),
      source: 'main',
      schemaVersion: 1,
      $correlationId: route.correlationId,
    } as const;
    const id = v5(canonicalJson(body), NAMESPACE);
    const event = { id, type: delivery.type, text: JSON.stringify(body), metadata };
    const appending = log.append(route.stream, [event], 'any').finally(() => inFlight.delete(appending));
    inFlight.add(appending);
    events++;
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  return events;
};

const readAll = async (log: EventLog): Promise<number> => {
  const stop = new AbortController();
  let events = 0;
  for await (const batch of log.follow({ after: null, prefixes: CALL_STREAM_PREFIXES, signal: stop.signal })) {
    events += batch.events.length;
    if (batch.caughtUp) stop.abort();
  }
  return events;
};

const residentMegabytes = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);

/** Runs a worker until its loops have handled the whole log; resolves with the number of events projected. */
const project = async (log: EventLog, readModels: ReadModels, onBatch: (events: number) => void): Promise<number> => {
  const handledTo = new Map<string, string>();
  let events = 0;
  const quiet = (): void => undefined;
  const complain = (fields: object, message: string): void => console.error(message, fields);
  const projector = startProjector({
    log,
    readModels,
    streams,
    idOf: (text) => v5(text, NAMESPACE),
    partition: { k: 1, n: 1 },
    now: Date.now,
    logger: { info: quiet, warn: complain, error: complain },
    onProgress: (loop, progress) => {
      handledTo.set(loop, progress.position);
      if (loop === LINKER) return;
      events += progress.events;
      onBatch(events);
    },
  });
  const giveUpAt = Date.now() + LIMIT_MILLISECONDS;
  const isDone = async (): Promise<boolean> => {
    const head = (await log.head()) ?? '';
    return [LINKER, 'projection'].every((loop) => (handledTo.get(loop) ?? '') >= head);
  };
  while (!(await isDone())) {
    if (Date.now() > giveUpAt) throw new Error('the projector does not catch up');
    await wait(5);
  }
  await projector.stop();
  return events;
};

/** Read models of their own in which the linker is done already, as it is when a rebuild begins. */
const openRebuild = async (dataDir: string, linkedBy: ReadModels): Promise<ReadModels> => {
  mkdirSync(dataDir);
  const readModels = await openReadModels({ readModelUrl: 'sqlite', dataDir });
  const linked = await linkedBy.checkpoint(null, LINKER);
  if (linked === null) throw new Error('the linker has no checkpoint');
  await readModels.moveCheckpoint(null, { ...linked, expected: null });
  return readModels;
};

const [folder = '.', calls = '1000', seed = '1'] = process.argv.slice(2);
const log = await openEventLog({ eventStoreUrl: 'sqlite', dataDir: folder });
const deliveries = interleave(Number(seed), take(Number(calls), generateCalls(Number(seed))), 200);
const filled = await timed(() => fill(log, deliveries));

const firstModels = await openReadModels({ readModelUrl: 'sqlite', dataDir: folder });
const first = await timed(() => project(log, firstModels, () => undefined));
const rebuildModels = await openRebuild(join(folder, 'rebuild'), firstModels);
await firstModels.close();
const read = await timed(() => readAll(log));
const memory: number[] = [residentMegabytes()];
const rebuild = await timed(() =>
  project(log, rebuildModels, (events) => {
    if (events >= (read.events * memory.length) / 4) memory.push(residentMegabytes());
  }),
);
await rebuildModels.close();
await log.close();
const figures: FoldFigures = { fill: filled, read, first, rebuild, memory };
process.stdout.write(JSON.stringify(figures));
