import { randomUUID } from 'node:crypto';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { JsonObject } from '#domain';
import { CONNECTIONS, type Load } from './load.js';
import { latencyOf } from './percentiles.js';

/** Streams of a run, so that a server sees neither one long stream nor a new one for each event. */
const STREAMS = 1_000;

/**
 * Appends to an EventStoreDB with the vendor's client and nothing around it, as many at once as a load has connections: what ingest over
 * that server is measured against. The events stay in the server, in streams named `bench-...`.
 */
export const bareAppends = async (url: string, seconds: number, nextBody: () => string): Promise<Load> => {
  const client = KurrentDBClient.connectionString(url.replace(/^esdb/, 'kurrentdb'));
  const run = randomUUID();
  const times: number[] = [];
  let failed = 0;
  const startedAt = performance.now();
  const appendAndAppend = async (): Promise<void> => {
    while (performance.now() - startedAt < seconds * 1000) {
      const event = jsonEvent({ type: 'BenchAppended', data: JSON.parse(nextBody()) as JsonObject });
      const beganAt = performance.now();
      try {
        await client.appendToStream(`bench-${run}-${times.length % STREAMS}`, event);
        times.push(performance.now() - beganAt);
      } catch {
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, appendAndAppend));
  const perSecond = times.length / ((performance.now() - startedAt) / 1000);
  await client.dispose();
  return { perSecond, latency: latencyOf(times), failed };
};
