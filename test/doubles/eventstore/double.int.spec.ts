// The behaviour of a real server (23.10.7) that the double shows, seen through the client as the adapter uses it. Each test stands for a fact
// that was measured.
import { randomUUID } from 'node:crypto';
import {
  ANY,
  BACKWARDS,
  END,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type AppendStreamState,
  type JSONEventData,
  type Position,
  type SubscribeToAllOptions,
} from '@kurrent/kurrentdb-client';
import { inTime } from '../../contract/storeUnderTest.js';
import { EventStoreDouble } from './eventStoreDouble.js';
import { NO_FAULTS } from './faults.js';

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
const event = (id: string = randomUUID(), size = 10): JSONEventData =>
  jsonEvent({ id, type: 'Happened', data: { pad: 'x'.repeat(size) }, metadata: { at: 'a time' } });
const bigEvent = (): JSONEventData => event(randomUUID(), 20_000);

const failureOf = async (promise: Promise<unknown>): Promise<{ type?: string; code?: number; message: string }> =>
  promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error as { type?: string; code?: number; message: string },
  );

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  const limit = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('the EventStoreDB double', () => {
  let double: EventStoreDouble;
  const clients: KurrentDBClient[] = [];
  const subscriptions: AllStreamSubscription[] = [];

  const newClient = (): KurrentDBClient => {
    const client = KurrentDBClient.connectionString(double.url.replace('esdb:', 'kurrentdb:'));
    clients.push(client);
    return client;
  };
  let client: KurrentDBClient;
  const useNewClient = async (): Promise<void> => {
    client = newClient();
    await append('first', [event()]);
    await idsIn('first');
  };
  const subscribe = (options: SubscribeToAllOptions): AllStreamSubscription => {
    const subscription = client.subscribeToAll(options).on('error', () => undefined);
    subscriptions.push(subscription);
    return subscription;
  };
  const restart = async (): Promise<void> => {
    await double.restart();
    await useNewClient();
  };
  const newStream = (): string => `stream-${randomUUID()}`;
  const append = (stream: string, events: JSONEventData[], streamState: AppendStreamState = ANY) =>
    client.appendToStream(stream, events, { streamState });
  const idsIn = async (stream: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { event: read } of client.readStream(stream)) found.push(read!.id);
    return found;
  };
  const inAll = async (fromPosition: Position | typeof START, stream: string) => {
    const found = [];
    const filter = streamNameFilter({ prefixes: [stream] });
    for await (const { event: read } of client.readAll({ fromPosition, filter })) found.push(read!);
    return found;
  };
  const head = async (): Promise<Position> => {
    for await (const { event: read } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
      return read!.position;
    throw new Error('an empty log');
  };

  beforeAll(async () => {
    double = await EventStoreDouble.start();
    await useNewClient();
  });
  beforeEach(async () => {
    if (!double.isRunning) await restart();
    await double.setFaults(NO_FAULTS);
  });
  afterEach(async () => {
    for (const subscription of subscriptions.splice(0)) await subscription.unsubscribe();
  });
  afterAll(async () => {
    await double.dispose();
    // A client whose server is gone may never end by itself.
    for (const open of clients) void open.dispose();
  });

  describe('appends at an exact place', () => {
    it.each([
      ['NO_STREAM', NO_STREAM],
      ['a revision', 0n],
    ] as const)('answer the same ids again as at first, under %s, also after a restart', async (_, streamState) => {
      const stream = newStream();
      if (streamState !== NO_STREAM) await append(stream, [event()], NO_STREAM);
      const [one, other] = [event(), event()];
      const first = await append(stream, [one, other], streamState);
      await append(stream, [event()]);
      expect(await append(stream, [one, other], streamState)).toEqual(first);
      const part = await append(stream, [one], streamState);
      expect(part.nextExpectedRevision).toBe(first.nextExpectedRevision - 1n);
      await double.kill();
      await restart();
      expect(await append(stream, [one, other], streamState)).toEqual(first);
      expect(await idsIn(stream)).toHaveLength(streamState === NO_STREAM ? 3 : 4);
    });

    it('refuse a batch that matches in part, and write nothing of it', async () => {
      const stream = newStream();
      const one = event();
      await append(stream, [one], NO_STREAM);
      expect(await failureOf(append(stream, [one, event()], NO_STREAM))).toMatchObject({
        type: 'wrong-expected-version',
        expectedState: NO_STREAM,
        actualState: 0n,
      });
      expect(await idsIn(stream)).toEqual([one.id]);
      expect(await failureOf(append(newStream(), [event()], 3n))).toMatchObject({
        expectedState: 3n,
        actualState: 'no_stream',
      });
    });

    it('write ids that were used before again, at the current revision', async () => {
      const stream = newStream();
      const one = event();
      await append(stream, [one], NO_STREAM);
      expect((await append(stream, [one], 0n)).nextExpectedRevision).toBe(1n);
      expect(await idsIn(stream)).toEqual([one.id, one.id]);
    });

    it('let one of eight at once win', async () => {
      const stream = newStream();
      const results = await Promise.allSettled(ids(8).map((id) => append(stream, [event(id)], NO_STREAM)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = results.filter((result) => result.status === 'rejected');
      for (const { reason } of refused) expect(reason).toMatchObject({ type: 'wrong-expected-version', message: '' });
    });
  });

  describe('appends under ANY', () => {
    it('know an id again until a restart, then write it doubled', async () => {
      const stream = newStream();
      const one = event();
      const first = await append(stream, [one]);
      expect(await append(stream, [one])).toEqual(first);
      await double.kill();
      await restart();
      expect((await append(stream, [one])).nextExpectedRevision).toBe(1n);
      expect(await idsIn(stream)).toEqual([one.id, one.id]);
    });

    it('write an id doubled that was used in another stream since', async () => {
      const stream = newStream();
      const one = event();
      await append(stream, [one]);
      await append(newStream(), [one]);
      await append(stream, [one]);
      expect(await idsIn(stream)).toEqual([one.id, one.id]);
    });

    it('refuse a known event before a new one, and double a known one after a new one', async () => {
      const stream = newStream();
      const [known, fresh] = [event(), event()];
      await append(stream, [known]);
      expect(await failureOf(append(stream, [known, fresh]))).toMatchObject({ type: 'wrong-expected-version' });
      expect(await idsIn(stream)).toEqual([known.id]);
      await append(stream, [fresh, known]);
      expect(await idsIn(stream)).toEqual([known.id, fresh.id, known.id]);
    });
  });

  it('leaves the same append without an answer while the first is still in flight, and writes it once', async () => {
    const stream = newStream();
    const one = event();
    await double.setFaults({ delayMs: 1_000 });
    const first = append(stream, [one]);
    const second = failureOf(client.appendToStream(stream, [one], { streamState: ANY, deadline: 200 }));
    expect(await second).toMatchObject({ type: 'deadline-exceeded' });
    await first;
    await double.setFaults({ delayMs: 0 });
    expect(await append(stream, [one])).toEqual(await first);
    expect(await idsIn(stream)).toEqual([one.id]);
  });

  it('counts the data of a whole append against its limit, not the metadata', async () => {
    const half = 600_000;
    expect(await failureOf(append(newStream(), [event(randomUUID(), half), event(randomUUID(), half)]))).toMatchObject({
      type: 'maximum-append-size-exceeded',
    });
    const large = jsonEvent({ type: 'Happened', data: {}, metadata: { pad: 'x'.repeat(2 * half) } });
    await append(newStream(), [large]);
  });

  describe('reads', () => {
    it('begin at their position, subscriptions after it', async () => {
      const stream = newStream();
      const two = ids(2);
      for (const id of two) await append(stream, [event(id)]);
      const [one] = await inAll(START, stream);
      expect((await inAll(one!.position, stream)).map(({ id }) => id)).toEqual(two);
      const filter = streamNameFilter({ prefixes: [stream] });
      const subscription = subscribe({ fromPosition: one!.position, filter });
      for await (const { event: brought } of subscription) {
        expect(brought!.id).toBe(two[1]);
        break;
      }
    });

    it('say that a stream is missing', async () => {
      expect(await failureOf(idsIn(newStream()))).toMatchObject({ type: 'stream-not-found' });
    });

    it('refuse a position off the boundary of a record, or with prepare after commit', async () => {
      const { commit } = await head();
      for (const fromPosition of [
        { commit: commit - 1n, prepare: commit - 1n },
        { commit, prepare: commit + 1n },
      ]) {
        const subscription = subscribe({ fromPosition });
        const reading = (async () => {
          for await (const { event: brought } of subscription) throw new Error(`brought ${brought?.id}`);
        })();
        expect(await inTime('the refusal', failureOf(reading))).toMatchObject({ type: 'unknown', code: 2 });
      }
    });

    it('return no events, and no error, from a position beyond the end', async () => {
      const { commit } = await head();
      const beyond = { commit: commit + 1_000_000n, prepare: commit + 1_000_000n };
      expect(await inAll(beyond, '')).toEqual([]);
    });

    it('go on from the checkpoints of catching up, whose prepare is 0', async () => {
      const stream = newStream();
      const fromPosition = await head();
      for (let i = 0; i < 10; i += 1) await append(stream, [event()]);
      const checkpoints: Position[] = [];
      const filter = streamNameFilter({
        prefixes: ['no such stream'],
        maxSearchWindow: 1,
        checkpointReached: (_, position) => void checkpoints.push(position),
      });
      const subscription = subscribe({ fromPosition, filter });
      subscription.resume();
      await until('ten checkpoints', () => Promise.resolve(checkpoints.length >= 10));
      const all = (await inAll(START, stream)).map(({ id }) => id);
      for (const [i, checkpoint] of checkpoints.slice(0, 10).entries()) {
        expect(checkpoint.prepare).toBe(0n);
        expect((await inAll(checkpoint, stream)).map(({ id }) => id)).toEqual(all.slice(i + 1));
      }
    });
  });

  describe('deleted streams', () => {
    it('are not found after a soft delete, stay in $all, and go on with their numbering', async () => {
      const stream = newStream();
      const old = event();
      await append(stream, [old]);
      await client.deleteStream(stream);
      expect(await failureOf(idsIn(stream))).toMatchObject({ type: 'stream-not-found' });
      expect((await inAll(START, stream)).map(({ id }) => id)).toEqual([old.id]);
      expect((await append(stream, [old], NO_STREAM)).nextExpectedRevision).toBe(0n);
      expect((await append(stream, [event()])).nextExpectedRevision).toBe(1n);
      expect(await idsIn(stream)).toHaveLength(1);
    });

    it('refuse everything after a tombstone, which leaves a marker in $all under their name', async () => {
      const stream = newStream();
      await append(stream, [event()]);
      await client.tombstoneStream(stream);
      expect(await failureOf(append(stream, [event()]))).toMatchObject({ type: 'stream-deleted' });
      expect(await failureOf(idsIn(stream))).toMatchObject({ type: 'stream-deleted' });
      const marker = (await inAll(START, stream)).at(-1)!;
      expect(marker).toMatchObject({ type: '$streamDeleted', isJson: false, revision: 9_223_372_036_854_775_807n });
    });
  });

  describe('subscriptions', () => {
    it('are dropped with code 10 when their consumer lets live events lie', async () => {
      const subscription = subscribe({ fromPosition: END });
      const ended = new Promise<unknown>((resolve) => subscription.once('error', resolve));
      await inTime('caughtUp', new Promise((resolve) => subscription.once('caughtUp', resolve)));
      for (let burst = 0; burst < 4; burst += 1)
        await Promise.all(ids(64).map(() => append(newStream(), [bigEvent()])));
      // The error comes after the events that were already sent.
      subscription.resume();
      expect(await inTime('the drop', ended)).toMatchObject({ type: 'unknown', code: 10 });
      await until('the drop', async () => (await double.countSubscriptions()) === 0);
    });

    it.each([
      ['14 by a kill', 14, () => double.kill()],
      ['13 by a clean stop', 13, () => double.stop()],
    ])('end with code %s and do not resume', async (_, code, end) => {
      const subscription = subscribe({ fromPosition: END });
      const ended = new Promise<unknown>((resolve) => subscription.once('error', resolve));
      await until('the subscription', async () => (await double.countSubscriptions()) === 1);
      await end();
      expect(await inTime('the end', ended)).toMatchObject({ type: 'unavailable', code });
      await restart();
      expect(await double.countSubscriptions()).toBe(0);
    });

    it('say caughtUp without a position', async () => {
      const said = await inTime(
        'caughtUp',
        new Promise((resolve) => subscribe({ fromPosition: END }).once('caughtUp', resolve).resume()),
      );
      expect(said).toEqual({});
    });
  });

  describe('a server of 24.10 or newer', () => {
    const newer = EventStoreDouble.start.bind(EventStoreDouble, { version: '24.10.4', maxEventBytes: 1_000 });
    let server: EventStoreDouble;
    let its: KurrentDBClient;

    beforeAll(async () => {
      server = await newer();
      its = KurrentDBClient.connectionString(server.url.replace('esdb:', 'kurrentdb:'));
    });
    afterAll(async () => {
      await server.dispose();
      void its.dispose();
    });

    it('refuses an event over its limit in words the client does not know, in a call of many appends and in one of its own', async () => {
      const credentials = { username: 'a', password: 'b' };
      const large = event(randomUUID(), 2_000);
      const many = await failureOf(its.appendToStream(newStream(), large));
      expect(many).toMatchObject({ type: 'unknown', message: 'Could not recognize MaximumAppendEventSizeExceeded' });
      expect(many.code).toBeUndefined();
      const single = await failureOf(its.appendToStream(newStream(), large, { credentials }));
      expect(single).toMatchObject({
        code: 3,
        message: expect.stringContaining('exceeds Maximum Append Event Size of 1000') as unknown,
      });
      await its.appendToStream(newStream(), event());
    });

    it('sends a slow subscriber everything instead of dropping it', async () => {
      const stream = newStream();
      const filter = streamNameFilter({ prefixes: [stream] });
      const subscription = its.subscribeToAll({ fromPosition: END, filter }).on('error', () => undefined);
      await inTime('caughtUp', new Promise((resolve) => subscription.once('caughtUp', resolve)));
      const sent = ids(400);
      for (const id of sent) await its.appendToStream(stream, event(id, 900));
      const brought: string[] = [];
      for await (const { event: one } of subscription) if (brought.push(one!.id) === sent.length) break;
      expect(brought).toEqual(sent);
    });

    it('refuses a subscription off the boundary of a record with code 3, and sends nothing to one beyond its end', async () => {
      const stream = newStream();
      const { position } = await its.appendToStream(stream, event());
      const { commit } = position!;
      const subscribeAt = (place: bigint): AllStreamSubscription =>
        its.subscribeToAll({ fromPosition: { commit: place, prepare: place } }).on('error', () => undefined);
      const off = subscribeAt(commit - 1n);
      const ended = new Promise((resolve) => off.once('error', resolve).resume());
      expect(await inTime('the refusal', ended)).toMatchObject({ type: 'unknown', code: 3 });
      const beyond = subscribeAt(commit + 100_000n);
      const seen: unknown[] = [];
      beyond.on('data', (data) => seen.push(data));
      await inTime('caughtUp', new Promise((resolve) => beyond.once('caughtUp', resolve)));
      const there = its.subscribeToAll({ fromPosition: position! }).on('error', () => undefined);
      const next = new Promise((resolve) => there.once('data', resolve));
      await its.appendToStream(stream, event());
      await inTime('the next event, to another', next);
      expect(seen).toEqual([]);
      await Promise.all([beyond.unsubscribe(), there.unsubscribe()]);
    });
  });

  describe('a server that is unavailable', () => {
    it('spoils a client whose first read meets it, and no other', async () => {
      await double.kill();
      const spoilt = newClient();
      const readWith = async (reader: KurrentDBClient): Promise<void> => {
        for await (const { event: read } of reader.readStream('first')) expect(read).toBeDefined();
      };
      expect(await failureOf(readWith(spoilt))).toMatchObject({ type: 'unavailable' });
      const down = await failureOf(append('first', [event()]));
      expect(down).toMatchObject({ code: 14 });
      expect(down.type).toBeUndefined();
      await double.restart();
      await until('the old client reads again', () =>
        readWith(client).then(
          () => true,
          () => false,
        ),
      );
      await until('the old client appends again', () =>
        append('first', [event()]).then(
          () => true,
          () => false,
        ),
      );
      expect(await failureOf(readWith(spoilt))).toMatchObject({ type: 'unavailable' });
      await readWith(newClient());
    });

    it('says so while it starts, in an error of unknown type', async () => {
      await double.setFaults({ notReady: true });
      expect(await failureOf(append('first', [event()]))).toMatchObject({
        type: 'unknown',
        message: expect.stringContaining('Server Is Not Ready') as unknown,
      });
    });

    it('keeps what it has acknowledged over a kill', async () => {
      const stream = newStream();
      const acknowledged: string[] = [];
      const writing = Promise.all(
        ids(400).map(async (id) => {
          await append(stream, [event(id)]);
          acknowledged.push(id);
          if (acknowledged.length === 100) await double.kill();
        }),
      ).catch(() => undefined);
      await writing;
      await until('the kill', () => Promise.resolve(acknowledged.length >= 100));
      await restart();
      expect(await idsIn(stream)).toEqual(expect.arrayContaining(acknowledged));
    });
  });
});
