// Outages from which the vendor's client does not recover by itself: a cluster that was unavailable, and a change of the leader. The protocol
// double stands for the nodes, of which one runs at a time.
import { randomUUID } from 'node:crypto';
import { StoreUnavailable, type EventLog } from '#ports';
import { anEvent, Follower, idsOf, readAll, someEvents } from '../../../test/contract/someEvents.js';
import { EventStoreDouble } from '../../../test/doubles/eventstore/eventStoreDouble.js';
import { openEventStoreLog } from './openEventStoreLog.js';

const LIMIT_MS = 20_000;

/** Tries again while the log is unavailable, as the log's callers do. */
const untilThere = async <Value>(what: string, work: () => Promise<Value>): Promise<Value> => {
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (Date.now() > limit) throw new Error(`not within ${LIMIT_MS} ms: ${what}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

describe('a client that does not recover from an outage', () => {
  let double: EventStoreDouble;
  const opened: EventLog[] = [];
  const open = async (url: string): Promise<EventLog> => {
    const log = await openEventStoreLog({ url, callMs: 2_000 });
    opened.push(log);
    return log;
  };
  const newStream = (): string => `campaignRecord-${randomUUID()}`;

  beforeEach(async () => {
    double = await EventStoreDouble.start();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
    await double.dispose();
  });

  it('is replaced when it could not find the cluster, so that appends go on', async () => {
    const log = await open(`esdb+discover://${double.address}?tls=false&maxDiscoverAttempts=2&discoveryInterval=10`);
    const stream = newStream();
    await log.append(stream, someEvents(1), 'any');
    await double.kill();
    for (let i = 0; i < 5; i += 1) {
      await expect(log.append(stream, someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
    }
    await double.restart();
    const event = anEvent();
    await untilThere('an append', () => log.append(stream, [event], 'any'));
    expect((await untilThere('a read', () => readAll(log, stream))).at(-1)!.id).toBe(event.id);
  });

  it('is replaced when the server refused to say what it can do, so that appends go on', async () => {
    const log = await open(double.url);
    const stream = newStream();
    await double.setFaults({ unavailable: true });
    await expect(log.append(stream, someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
    await double.setFaults({ unavailable: false, featuresRefused: 1 });
    await expect(log.append(stream, someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await untilThere('an append', () => log.append(stream, someEvents(1), 'any'))).toMatchObject({
      revision: 0,
    });
  });

  it('is replaced each time a leader is deposed and ends its own process, also where that has been started again', async () => {
    const other = await EventStoreDouble.start({ insteadOf: double });
    try {
      await other.kill();
      const log = await open(`esdb://${double.address},${other.address}?tls=false`);
      const stream = newStream();
      const events = someEvents(3);
      await log.append(stream, [events[0]!], 'any');
      const follower = new Follower(log, [stream]);
      const followed: string[] = [];
      const follow = async (): Promise<void> => {
        const batches = await follower.until((seen) => seen.length === 1);
        followed.push(...idsOf(batches.flatMap((batch) => batch.events)));
      };
      await follow();
      for (const [i, [deposed, next]] of [[double, other] as const, [other, double] as const].entries()) {
        await deposed.depose();
        await next.restart();
        await untilThere('an append', () => log.append(stream, [events[i + 1]!], 'any'));
        await follow();
      }
      expect(followed).toEqual(idsOf(events));
      expect(idsOf(await untilThere('a read', () => readAll(log, stream)))).toEqual(idsOf(events));
      await follower.stop();
    } finally {
      await other.dispose();
    }
  });

  it('is replaced when another node leads, so that reads and followers go on', async () => {
    const other = await EventStoreDouble.start({ insteadOf: double });
    try {
      await other.kill();
      const log = await open(`esdb://${double.address},${other.address}?tls=false`);
      const stream = newStream();
      const events = someEvents(2);
      await log.append(stream, [events[0]!], 'any');
      const follower = new Follower(log, [stream]);
      await follower.until((seen) => seen.length === 1);
      await double.kill();
      await other.restart();
      await untilThere('an append', () => log.append(stream, [events[1]!], 'any'));
      expect(idsOf(await untilThere('a read', () => readAll(log, stream)))).toEqual(idsOf(events));
      const followed = await follower.until((seen) => seen.length === 1);
      expect(idsOf(followed.flatMap((batch) => batch.events))).toEqual([events[1]!.id]);
      await follower.stop();
    } finally {
      await other.dispose();
    }
  });
});
