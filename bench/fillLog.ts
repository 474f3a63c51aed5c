/**
 * Fills the embedded log of a folder with generated calls of every kind, unless there is one already, and reads it.
 * node dist/bench/fillLog.js FOLDER CALLS SEED; prints JSON.
 */
import { forEachConcurrently } from '#concurrency';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v5 } from 'uuid';
import { canonicalJson, CALL_STREAM_PREFIXES, readDelivery, routeDelivery, type JsonObject } from '#domain';
import type { EventLog } from '#ports';
import { openEventLog } from '#stores';
import { generateCalls } from '../test/support/generateCalls.js';
import { interleave, take } from '../test/support/interleave.js';
import { streams } from '../test/support/recorded.js';

const NAMESPACE = '3b1a4df0-6d3c-5a0e-9d0b-0d6c1f1d7a55';
const IN_FLIGHT = 1000;

export interface Pass {
  readonly events: number;
  readonly seconds: number;
}
export interface LogFigures {
  /** Null where the log was filled before. */
  readonly fill: Pass | null;
  /** Reading the log alone: nothing can be faster. */
  readonly read: Pass;
}

const timed = async (work: () => Promise<number>): Promise<Pass> => {
  const startedAt = performance.now();
  const events = await work();
  return { events, seconds: (performance.now() - startedAt) / 1000 };
};

/** Appends deliveries as ingest does: routed without reading, many in flight. */
const fill = async (log: EventLog, deliveries: Iterable<JsonObject>): Promise<number> => {
  const known = new Map<string, string>();
  let events = 0;
  await forEachConcurrently(deliveries, IN_FLIGHT, async (body) => {
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
    events++;
    await log.append(route.stream, [event], 'any');
  });
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

const FILE = 'events.db';

/** Fills it beside where it belongs, so that one that is there is always whole. */
const fillAnew = async (folder: string, deliveries: Iterable<JsonObject>): Promise<Pass> => {
  const unfinished = join(folder, 'unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const pass = await withLog(unfinished, (log) => timed(() => fill(log, deliveries)));
  renameSync(join(unfinished, FILE), join(folder, FILE));
  rmSync(unfinished, { recursive: true });
  return pass;
};

const withLog = async <Result>(folder: string, work: (log: EventLog) => Promise<Result>): Promise<Result> => {
  const log = await openEventLog({ eventStoreUrl: 'sqlite', dataDir: folder });
  try {
    return await work(log);
  } finally {
    await log.close();
  }
};

const [folder = '.', calls = '1000', seed = '1'] = process.argv.slice(2);
const deliveries = interleave(Number(seed), take(Number(calls), generateCalls(Number(seed), { defects: 0.1 })), 200);
const figures: LogFigures = {
  fill: existsSync(join(folder, FILE)) ? null : await fillAnew(folder, deliveries),
  read: await withLog(folder, (log) => timed(() => readAll(log))),
};
process.stdout.write(JSON.stringify(figures));
