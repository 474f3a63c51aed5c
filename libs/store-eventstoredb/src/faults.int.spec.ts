// Faults between the adapter and the server, injected into the protocol double: no event is lost, none is stored twice except as appends
// under ANY allow, followers go on, and errors say what happened.
import { randomUUID } from 'node:crypto';
import { jsonEvent, KurrentDBClient, type JSONEventData } from '@kurrent/kurrentdb-client';
import { EventTooLarge, StoreUnavailable, StreamDeleted, WrongLog, type EventLog, type RecordedEvent } from '#ports';
import { anEvent, Follower, followToHead, idsOf, readAll, someEvents } from '../../../test/contract/someEvents.js';
import { EventStoreDouble } from '../../../test/doubles/eventstore/eventStoreDouble.js';
import { NO_FAULTS } from '../../../test/doubles/eventstore/faults.js';
import { openEventStoreLog } from './openEventStoreLog.js';

const CALL_MS = 1_500;

const placesOf = (events: readonly RecordedEvent[]): string[] =>
  events.map(({ stream, revision }) => `${stream}@${revision}`);
const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

describe('the event log on EventStoreDB', () => {
  let double: EventStoreDouble;
  let log: EventLog;
  const opened: EventLog[] = [];

  const open = async (options: { callMs?: number; outageMs?: number } = {}): Promise<EventLog> => {
    const another = await openEventStoreLog({ url: double.url, callMs: CALL_MS, ...options });
    opened.push(another);
    return another;
  };
  const newPrefix = (): string => `campaignRecord-${randomUUID()}-`;
  const newStream = (): string => `${newPrefix()}1`;

  /** Appends again until the append is acknowledged, as a sender of webhooks does. Returns how often it failed. */
  const appendUntilDone = async (stream: string, event: ReturnType<typeof anEvent>, expected: 'any' | 'none') => {
    const limit = Date.now() + 30_000;
    for (let failures = 0; ; failures += 1) {
      try {
        await log.append(stream, [event], expected);
        return failures;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || Date.now() > limit) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };

  beforeAll(async () => {
    double = await EventStoreDouble.start();
  });
  beforeEach(async () => {
    if (!double.isRunning) await double.restart();
    await double.setFaults(NO_FAULTS);
    log = await open();
  });
  afterEach(async () => {
    if (double.isRunning) await double.setFaults(NO_FAULTS);
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  afterAll(() => double.dispose());

  describe('when the server is killed and comes back', () => {
    it.each(['none', 'any'] as const)('loses no acknowledged event, under %s', async (expected) => {
      const prefix = newPrefix();
      const events = someEvents(300);
      const follower = new Follower(log, [prefix], await log.head());
      let done = 0;
      const writing = Promise.all(
        events.map(async (event, i) => {
          const failures = await appendUntilDone(`${prefix}${i}`, event, expected);
          done += 1;
          if (done === 100) {
            await double.kill();
            await double.restart();
          }
          return failures;
        }),
      );
      const failures = (await writing).reduce((sum, count) => sum + count, 0);
      expect(failures).toBeGreaterThan(0);
      const stored = (await followToHead(await open(), [prefix])).flatMap((batch) => batch.events);
      expect(unique(idsOf(stored)).sort()).toEqual(idsOf(events).sort());
      // Under `none` no event is stored twice. Under `any` a repeat may be, because the restarted server has forgotten the ids; readers ignore it.
      if (expected === 'none') expect(stored).toHaveLength(events.length);
      const batches = await follower.until((seen) => seen.length >= stored.length);
      expect(placesOf(batches.flatMap((batch) => batch.events))).toEqual(placesOf(stored));
      await follower.stop();
    });

    it('can be opened again, although the first try met a dead server', async () => {
      await double.kill();
      await expect(open()).rejects.toBeInstanceOf(StoreUnavailable);
      await double.restart();
      const stream = newStream();
      const reopened = await open();
      await reopened.append(stream, someEvents(1), 'none');
      expect(await readAll(reopened, stream)).toHaveLength(1);
    });
  });

  describe('a follower', () => {
    /** Makes reads fail until one has failed. */
    const failReads = async (readsFailWith: 'ABORTED' | 'UNAVAILABLE' | 'INTERNAL'): Promise<void> => {
      await double.setFaults({ readsFailWith });
      await expect(log.head()).rejects.toBeInstanceOf(StoreUnavailable);
      await double.setFaults({ readsFailWith: null });
    };

    it.each<[string, () => Promise<void>]>([
      ['a read of it was aborted (code 10)', () => failReads('ABORTED')],
      ['a read of it found nobody (code 14)', () => failReads('UNAVAILABLE')],
      ['a read of it failed within the server (code 13)', () => failReads('INTERNAL')],
      ['a clean stop and a restart', () => double.stop().then(() => double.restart())],
      ['a kill and a restart', () => double.kill().then(() => double.restart())],
      [
        'the server was unavailable',
        async () => {
          await double.setFaults({ unavailable: true });
          await double.setFaults({ unavailable: false });
        },
      ],
    ])('goes on after %s', async (_, disturb) => {
      const prefix = newPrefix();
      const follower = new Follower(log, [prefix], await log.head());
      const events = someEvents(6);
      const append = (i: number): Promise<unknown> => appendUntilDone(`${prefix}${i % 2}`, events[i]!, 'any');
      await append(0);
      await follower.until((seen) => seen.length === 1);
      const seen: RecordedEvent[] = [];
      const rest = follower.until((more) => more.length >= 5);
      await append(1);
      await append(2);
      await disturb();
      for (const i of [3, 4, 5]) await append(i);
      seen.push(...(await rest).flatMap((batch) => batch.events));
      expect(idsOf(seen)).toEqual(idsOf(events.slice(1)));
      await follower.stop();
    });

    it('misses and repeats nothing while its reads fail again and again', async () => {
      const prefix = newPrefix();
      const follower = new Follower(log, [prefix], await log.head(), 20);
      const events = someEvents(200);
      const following = follower.until((seen) => seen.length >= events.length);
      for (const [i, event] of events.entries()) {
        await log.append(`${prefix}${i % 5}`, [event], 'any');
        if (i % 20 === 0) await failReads('UNAVAILABLE');
      }
      expect(idsOf((await following).flatMap((batch) => batch.events))).toEqual(idsOf(events));
      await follower.stop();
    });

    it('is caught up with each event of steady traffic, and with the head once it is quiet', async () => {
      const prefix = newPrefix();
      const follower = new Follower(log, [prefix], await log.head());
      await follower.until((_, last) => last.caughtUp);
      const caughtUp: boolean[] = [];
      for (const event of someEvents(20)) {
        await log.append(`${prefix}1`, [event], 'any');
        const batches = await follower.until((seen) => seen.length > 0);
        caughtUp.push(batches.at(-1)!.caughtUp);
      }
      expect(caughtUp).toEqual(Array.from({ length: 20 }, () => true));
      await log.append(newStream(), someEvents(1), 'any');
      const head = await log.head();
      expect((await follower.until((_, last) => last.position === head!)).at(-1)!.caughtUp).toBe(true);
      await follower.stop();
    });

    it('gives no position that lies beyond the events it has given', async () => {
      const prefix = newPrefix();
      const start = await log.head();
      const follower = new Follower(log, [prefix], start, 2);
      await follower.until((_, last) => last.caughtUp);
      const events = someEvents(6);
      const following = follower.until((seen) => seen.length >= events.length);
      for (const event of events) await log.append(`${prefix}1`, [event], 'any');
      const batches = await following;
      let given = 0;
      for (const batch of batches) {
        given += batch.events.length;
        const rest = (await followToHead(log, [prefix], batch.position)).flatMap((more) => more.events);
        expect(idsOf(rest)).toEqual(idsOf(events.slice(given)));
      }
      await follower.stop();
    });

    it('waits for a frozen server for a while, and then fails', async () => {
      const patient = await open({ callMs: 1_000 });
      const impatient = await open({ callMs: 1_000, outageMs: 500 });
      const prefix = newPrefix();
      const followers = [patient, impatient].map((one) => new Follower(one, [prefix]));
      for (const follower of followers) await follower.until((_, last) => last.caughtUp);
      await double.setFaults({ frozen: true });
      await expect(followers[1]!.until(() => false)).rejects.toBeInstanceOf(StoreUnavailable);
      await double.setFaults({ frozen: false });
      const event = anEvent();
      await appendUntilDone(`${prefix}1`, event, 'any');
      const batches = await followers[0]!.until((seen) => seen.length > 0);
      expect(idsOf(batches.flatMap((batch) => batch.events))).toEqual([event.id]);
      await followers[0]!.stop();
    });

    it('takes a log that cannot be read at its position for another one, not for one that is unavailable', async () => {
      const prefix = newPrefix();
      await log.append(`${prefix}1`, someEvents(3), 'any');
      const head = (await log.head())!;
      // No record begins at this position, as in a log that was restored from an older backup and has grown since.
      const between = head.replaceAll(/\d+/g, (digits) => String(BigInt(digits) - 1n).padStart(digits.length, '0'));
      const follower = new Follower(log, [prefix], between);
      await expect(follower.next()).rejects.toThrow(WrongLog);
    });

    it('goes on after its position was refused only twice', async () => {
      const prefix = newPrefix();
      const { position } = await log.append(`${prefix}1`, someEvents(1), 'any');
      const events = someEvents(2);
      await log.append(`${prefix}1`, events, 'any');
      // Each time the follower reads at its position once more to make sure, so two refusals of it are four refused reads.
      await double.setFaults({ positionsRefused: 4 });
      const follower = new Follower(log, [prefix], position);
      const batches = await follower.until((seen) => seen.length >= 2);
      expect(idsOf(batches.flatMap((batch) => batch.events))).toEqual(idsOf(events));
      await follower.stop();
    });

    it('goes on where the end of the log steps back for a moment, as with a new leader that lags behind', async () => {
      const prefix = newPrefix();
      const { position } = await log.append(`${prefix}1`, someEvents(2), 'any');
      await double.setFaults({ headsMissed: 2 });
      const follower = new Follower(log, [prefix], position);
      await follower.until((_, last) => last.caughtUp);
      const event = anEvent();
      await log.append(`${prefix}1`, [event], 'any');
      const batches = await follower.until((seen) => seen.length > 0);
      expect(idsOf(batches.flatMap((batch) => batch.events))).toEqual([event.id]);
      await follower.stop();
    });

    it('ends when the log is closed', async () => {
      const closing = await open();
      const follower = new Follower(closing, [newPrefix()]);
      await follower.until((_, last) => last.caughtUp);
      const end = follower.next('the end');
      await closing.close();
      expect(await end).toMatchObject({ done: true });
    });

    it.each([
      ['says unknown (2^64-1)', '18446744073709551615-18446744073709551615'],
      ['is of another kind of log', '0000000000000012'],
    ])('refuses a position that %s', async (_, after) => {
      await expect(new Follower(log, [newPrefix()], after).next()).rejects.toBeInstanceOf(WrongLog);
    });
  });

  describe('an append', () => {
    it.each(['silence', 'disconnect'] as const)(
      'whose answer is lost by %s fails in time, and is written once',
      async (by) => {
        const stream = newStream();
        const event = anEvent();
        await double.setFaults({ lostAcknowledgements: 1, acknowledgementsLostBy: by });
        await expect(log.append(stream, [event], 'none')).rejects.toBeInstanceOf(StoreUnavailable);
        await log.head();
        expect(await log.append(stream, [event], 'none')).toMatchObject({ revision: 0, repeated: true });
        expect(await log.append(stream, [event], 'any')).toMatchObject({ revision: 0, repeated: true });
        expect(await readAll(log, stream)).toHaveLength(1);
      },
    );

    it.each([
      ['frozen', { frozen: true }, /no answer|cannot be reached/],
      ['unavailable', { unavailable: true }, /cannot be reached/],
      ['starting', { notReady: true }, /cannot be reached/],
      ['not the leader', { notLeader: 1 }, /cannot be reached/],
      ['busy', { appendsRefusedBy: 'Server Is Too Busy' }, /cannot be reached/],
      ['without a leader', { appendsRefusedBy: 'No leader info available in response' }, /cannot be reached/],
    ])('to a server that is %s fails clearly, and succeeds later', async (_, faults, message) => {
      const stream = newStream();
      const event = anEvent();
      await double.setFaults(faults);
      const failed = await log.append(stream, [event], 'none').catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(StoreUnavailable);
      expect((failed as Error).message).toMatch(message);
      expect((failed as Error).message).toContain(stream);
      await double.setFaults(NO_FAULTS);
      await appendUntilDone(stream, event, 'none');
      expect(idsOf(await readAll(log, stream))).toEqual([event.id]);
    });

    it('to a dead server fails at once', async () => {
      await double.kill();
      const before = Date.now();
      await expect(log.append(newStream(), someEvents(1), 'any')).rejects.toBeInstanceOf(StoreUnavailable);
      expect(Date.now() - before).toBeLessThan(CALL_MS);
    });

    it('made twice at once is answered twice and written once', async () => {
      const stream = newStream();
      const event = anEvent();
      await double.setFaults({ delayMs: 100 });
      const [first, second] = await Promise.all([
        log.append(stream, [event], 'any'),
        log.append(stream, [event], 'any'),
      ]);
      expect(second).toEqual({ ...first, repeated: true });
      expect(await readAll(log, stream)).toHaveLength(1);
    });

    it('has its true position where the answer holds none', async () => {
      const stream = newStream();
      await double.setFaults({ unknownPositions: true });
      const { position } = await log.append(stream, someEvents(2), 'any');
      expect((await readAll(log, stream))[1]!.position).toBe(position);
    });

    it('of a known and a new event under any writes the new one', async () => {
      const stream = newStream();
      const [known, fresh] = [anEvent(), anEvent()];
      await log.append(stream, [known], 'any');
      expect(await log.append(stream, [known, fresh], 'any')).toMatchObject({ revision: 1, repeated: false });
      expect(idsOf(await readAll(log, stream))).toEqual([known.id, fresh.id]);
    });

    it('of too much data together is refused before it is sent', async () => {
      const half = (): ReturnType<typeof anEvent> => anEvent({ text: JSON.stringify({ pad: 'x'.repeat(600_000) }) });
      await expect(log.append(newStream(), [half(), half()], 'any')).rejects.toBeInstanceOf(EventTooLarge);
    });
  });

  it("takes an event over the server's own limit for one event for too large, and goes on", async () => {
    const strict = await EventStoreDouble.start({ version: '24.10.4', maxEventBytes: 2_000 });
    const limited = await openEventStoreLog({ url: strict.url, callMs: CALL_MS });
    try {
      const stream = newStream();
      const large = anEvent({ text: JSON.stringify({ pad: 'x'.repeat(2_000) }) });
      await expect(limited.append(stream, [large], 'any')).rejects.toBeInstanceOf(EventTooLarge);
      expect(await limited.append(stream, someEvents(1), 'any')).toMatchObject({ revision: 0 });
    } finally {
      await limited.close();
      await strict.dispose();
    }
  });

  describe('a read', () => {
    it.each(['CANCELLED', 'ABORTED', 'RESOURCE_EXHAUSTED', 'INTERNAL', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const)(
      'that fails with %s is one that may succeed later, and does',
      async (readsFailWith) => {
        await double.setFaults({ readsFailWith });
        await expect(log.head()).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(readAll(log, newStream())).rejects.toBeInstanceOf(StoreUnavailable);
        await double.setFaults(NO_FAULTS);
        expect(await log.head()).not.toBeNull();
      },
    );
  });

  describe('beside other writers', () => {
    let vendor: KurrentDBClient;
    const foreign = (type: string, metadata?: object): JSONEventData =>
      jsonEvent({ type, data: { some: 'thing' }, ...(metadata === undefined ? {} : { metadata: { ...metadata } }) });

    beforeEach(() => {
      vendor = KurrentDBClient.connectionString(double.url.replace('esdb:', 'kurrentdb:'));
    });
    afterEach(() => vendor.dispose());

    it('stores what the vendor shows well: JSON data, and metadata with $correlationId', async () => {
      const stream = newStream();
      const [plain, spaced] = [anEvent(), anEvent({ text: '{ "a": 1.0 }' })];
      await log.append(stream, [plain, spaced], 'any');
      const stored = [];
      for await (const { event } of vendor.readStream(stream)) stored.push(event!);
      expect(stored[0]).toMatchObject({ isJson: true, type: plain.type, data: JSON.parse(plain.text) as unknown });
      expect(stored[0]!.metadata).toEqual(plain.metadata);
      expect(stored[1]).toMatchObject({ data: { a: 1 }, metadata: { $correlationId: spaced.metadata.$correlationId } });
    });

    it('skips the marker of a stream deleted for good, and says why it takes nothing more', async () => {
      const prefix = newPrefix();
      await log.append(`${prefix}1`, someEvents(1), 'any');
      await vendor.readStream(`${prefix}1`).next();
      await vendor.tombstoneStream(`${prefix}1`);
      const last = anEvent();
      await log.append(`${prefix}2`, [last], 'any');
      const followed = (await followToHead(log, [prefix])).flatMap((batch) => batch.events);
      expect(followed).toHaveLength(2);
      expect(followed.at(-1)!.id).toBe(last.id);
      expect(await readAll(log, `${prefix}1`)).toEqual([]);
      await expect(log.append(`${prefix}1`, someEvents(1), 'any')).rejects.toThrow(StreamDeleted);
    });

    it('skips events without the metadata of this product', async () => {
      const prefix = newPrefix();
      await vendor.appendToStream(`${prefix}1`, [foreign('Note')]);
      await vendor.appendToStream(`${prefix}1`, [foreign('$system', { source: 'x' })]);
      const event = anEvent();
      await log.append(`${prefix}1`, [event], 'any');
      expect(await readAll(log, `${prefix}1`)).toMatchObject([{ id: event.id, revision: 2 }]);
      const followed = (await followToHead(log, [prefix])).flatMap((batch) => batch.events);
      expect(idsOf(followed)).toEqual([event.id]);
    });

    it('gives a log opened by many at once one identity', async () => {
      const fresh = await EventStoreDouble.start();
      try {
        const logs = await Promise.all(Array.from({ length: 5 }, () => openEventStoreLog({ url: fresh.url })));
        const identities = await Promise.all(logs.map((one) => one.identity()));
        expect(unique(identities)).toHaveLength(1);
        await Promise.all(logs.map((one) => one.close()));
      } finally {
        await fresh.dispose();
      }
    });
  });

  describe('opening', () => {
    it('refuses a server that is too old, and says what to do', async () => {
      const old = await EventStoreDouble.start({ version: '22.10.5' });
      try {
        await expect(openEventStoreLog({ url: old.url })).rejects.toThrow(
          /22\.10\.5; this needs 23\.10 or newer: upgrade/,
        );
      } finally {
        await old.dispose();
      }
    });

    it.each(['24.10.0', '25.1.2', '26.0.0-rc.1'])('takes version %s', async (version) => {
      const newer = await EventStoreDouble.start({ version });
      try {
        await (await openEventStoreLog({ url: newer.url })).close();
      } finally {
        await newer.dispose();
      }
    });

    it('shows nothing of the password when the server is unavailable', async () => {
      await double.kill();
      const url = double.url.replace('esdb://', 'esdb://admin:secret@');
      const failed = await openEventStoreLog({ url }).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(StoreUnavailable);
      expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed)) + String(failed)).not.toContain('secret');
    });

    it('gives up in time when the server is frozen', async () => {
      await double.setFaults({ frozen: true });
      await expect(open({ callMs: 300 })).rejects.toBeInstanceOf(StoreUnavailable);
    });
  });
});
