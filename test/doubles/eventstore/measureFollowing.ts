// Measures how late events reach followers and how much processor time following takes, in turn for the adapter and for bare subscriptions
// of the client, with the same server:
// node dist/test/doubles/eventstore/measureFollowing.js [--rounds 2] [--seconds 10] [--rate 200] [--delay milliseconds] [--url esdb://...]
// Without --url the server is the double on the same machine, so that only the ratios mean something.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { END, KurrentDBClient, streamNameFilter } from '@kurrent/kurrentdb-client';
import type { EventLog, NewEvent } from '#ports';
import { openEventStoreLog } from '#store-eventstoredb';
import { latencyOf } from '../../../bench/percentiles.js';
import { EventStoreDouble } from './eventStoreDouble.js';

const PREFIX = `dialog-${randomUUID()}-`;
const PAD = 'x'.repeat(2_250);

/** Follows from the end of the log until `signal` aborts. `onEvent` is called for each event with the time at which it was sent. */
type Follow = (onEvent: (sentAt: number) => void, signal: AbortSignal) => Promise<void>;

const followed =
  (log: EventLog): Follow =>
  async (onEvent, signal) => {
    const after = await log.head();
    for await (const { events } of log.follow({ after, prefixes: [PREFIX], signal }))
      for (const { body } of events) onEvent(body['sentAt'] as number);
  };

/** The simplest subscription. A real follower would also have to catch up first, and to go on after its subscription was dropped. */
const subscribed =
  (client: KurrentDBClient): Follow =>
  async (onEvent, signal) => {
    const filter = streamNameFilter({ prefixes: [PREFIX] });
    const subscription = client.subscribeToAll({ fromPosition: END, filter });
    signal.addEventListener('abort', () => void subscription.unsubscribe());
    for await (const { event } of subscription)
      if (event !== undefined) onEvent((event.data as { sentAt: number }).sentAt);
  };

/** Appends at a steady rate, and waits until all appends are answered. */
const appendSteadily = async (log: EventLog, rate: number, seconds: number): Promise<void> => {
  const startedAt = performance.now();
  const appends: Promise<unknown>[] = [];
  for (let i = 0; i < rate * seconds; i += 1) {
    await wait(Math.max(0, startedAt + (i * 1_000) / rate - performance.now()));
    const text = JSON.stringify({ sentAt: performance.now(), pad: PAD });
    const metadata: NewEvent['metadata'] = {
      receivedAt: new Date().toISOString(),
      source: 'main',
      schemaVersion: 1,
      $correlationId: 'x',
    };
    const event = { id: randomUUID(), type: 'DialogStateUpdated', text, metadata };
    appends.push(log.append(`${PREFIX}${i % 50}`, [event], 'any'));
  }
  await Promise.all(appends);
};

const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process has used; 0 when there is no process id, as for a server elsewhere. */
const secondsOf = (pid: number | undefined): number => {
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    delay: { type: 'string', default: '0' },
    url: { type: 'string' },
  },
});
const [seconds, rate, rounds] = [values.seconds, values.rate, values.rounds].map(Number) as [number, number, number];
const double = values.url === undefined ? await EventStoreDouble.start() : null;
const url = values.url ?? double?.url ?? '';

/** The shares of a core that this process and the double use while `work` runs. */
const coresOf = async (work: () => Promise<unknown>): Promise<string> => {
  const before = [secondsOf(process.pid), secondsOf(double?.pid)];
  const startedAt = performance.now();
  await work();
  const took = (performance.now() - startedAt) / 1_000;
  const used = [secondsOf(process.pid), secondsOf(double?.pid)].map((now, i) => (now - (before[i] ?? 0)) / took);
  return used.map((share) => share.toFixed(3)).join(' + ');
};

const measure = async (name: string, follow: Follow, followers: number): Promise<void> => {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  const late: number[] = [];
  const onEvent = (sentAt: number): void => void late.push(performance.now() - sentAt);
  const following = Array.from({ length: followers }, () => follow(onEvent, abort.signal));
  const ended = Promise.allSettled(following);
  await wait(1_000);
  const atRest = await coresOf(() => wait(seconds * 1_000));
  const writer = await openEventStoreLog({ url });
  const underLoad = await coresOf(() => appendSteadily(writer, rate, seconds));
  await wait(1_000);
  abort.abort();
  await ended;
  await writer.close();
  const { count, p50, p99, max } = latencyOf(late);
  const missing = followers * rate * seconds - count;
  const parts = [
    `${name}, ${followers} at once: p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(0)} ms`,
    `cores (client + double) at rest ${atRest}, at ${rate}/s ${underLoad}`,
    ...(missing === 0 ? [] : [`${missing} events not seen`]),
  ];
  console.log(parts.join('; '));
};

await double?.setFaults({ delayMs: Number(values.delay) });
const log = await openEventStoreLog({ url });
const client = KurrentDBClient.connectionString(url.replace(/^esdb/, 'kurrentdb'));
for (let round = 0; round < rounds; round += 1)
  for (const followers of [1, 20]) {
    await measure('follow', followed(log), followers);
    await measure('subscription', subscribed(client), followers);
  }
await log.close();
await client.dispose();
await double?.dispose();
