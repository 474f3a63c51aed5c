// Measures the speed of the adapter and of the bare client in turn, both with the same double:
// node dist/test/doubles/eventstore/measure.js [rounds]
// The double runs on the same machine, so only the ratios mean something.
import { randomUUID } from 'node:crypto';
import { ANY, jsonEvent, KurrentDBClient, START, streamNameFilter } from '@kurrent/kurrentdb-client';
import type { EventLog, NewEvent } from '#ports';
import { openEventStoreLog } from '#store-eventstoredb';
import { EventStoreDouble } from './eventStoreDouble.js';

const APPENDS = 6_000;
const STREAMS = 500;
const PREFIX = 'campaignRecord-';
const TEXT = JSON.stringify({ event_type: 'user_dialog', pad: 'x'.repeat(2_250) });

const newEvent = (): NewEvent => ({
  id: randomUUID(),
  type: 'DialogStateUpdated',
  text: TEXT,
  metadata: { receivedAt: new Date().toISOString(), source: 'main', schemaVersion: 1, $correlationId: randomUUID() },
});

const perSecond = async (count: number, work: () => Promise<void>): Promise<number> => {
  const began = performance.now();
  await work();
  return Math.round((count / (performance.now() - began)) * 1_000);
};

/** Keeps this many appends in flight until all are done. */
const keepInFlight = async (inFlight: number, append: (stream: string) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < APPENDS) await append(`${PREFIX}${next++ % STREAMS}`);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
};

const appendBare = (client: KurrentDBClient, stream: string): Promise<unknown> => {
  const { id, type, text, metadata } = newEvent();
  const event = jsonEvent({ id, type, data: JSON.parse(text) as Record<string, unknown>, metadata: { ...metadata } });
  return client.appendToStream(stream, event, { streamState: ANY });
};

const readBare = async (client: KurrentDBClient): Promise<number> => {
  let count = 0;
  const filter = streamNameFilter({ prefixes: [PREFIX] });
  for await (const { event } of client.readAll({ fromPosition: START, filter })) if (event !== undefined) count += 1;
  return count;
};

const followToHead = async (log: EventLog): Promise<number> => {
  const abort = new AbortController();
  let count = 0;
  for await (const batch of log.follow({ after: null, prefixes: [PREFIX], signal: abort.signal })) {
    count += batch.events.length;
    if (batch.caughtUp) abort.abort();
  }
  return count;
};

const double = await EventStoreDouble.start();
const log = await openEventStoreLog({ url: double.url });
const client = KurrentDBClient.connectionString(double.url.replace('esdb:', 'kurrentdb:'));
await readBare(client);

const row = (what: string, bare: number, adapter: number): void => {
  console.log(`${what.padEnd(28)} bare ${bare}/s, adapter ${adapter}/s, ratio ${(adapter / bare).toFixed(2)}`);
};
for (let round = 0; round < Number(process.argv[2] ?? 3); round += 1) {
  for (const inFlight of [64, 128]) {
    const bare = await perSecond(APPENDS, () => keepInFlight(inFlight, (stream) => appendBare(client, stream)));
    const adapter = await perSecond(APPENDS, () =>
      keepInFlight(inFlight, (stream) => log.append(stream, [newEvent()], 'any')),
    );
    row(`appends, ${inFlight} in flight`, bare, adapter);
  }
  const total = await readBare(client);
  const bare = await perSecond(total, () => readBare(client).then(() => undefined));
  const adapter = await perSecond(total, () => followToHead(log).then(() => undefined));
  row(`catching up, ${total} events`, bare, adapter);
}
await client.dispose();
await log.close();
await double.dispose();
