import { EventTooLarge, RevisionConflict, type ExpectedRevision } from '#ports';
import type { SharedLog } from './sharedLog.js';
import { anEvent, followToHead, idsOf, readAll, someEvents } from '../someEvents.js';

const LARGEST_WEBHOOK_BYTES = 256 * 1024;

const rejectionOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error: unknown) => error,
  );

export const describeAppending = (shared: SharedLog): void => {
  const newStream = (): string => `${shared.prefix()}1`;
  const expectConflict = async (
    append: Promise<unknown>,
    conflict: { stream: string; expected: ExpectedRevision; actual: number | null },
  ): Promise<void> => {
    const error = await rejectionOf(append);
    expect(error).toBeInstanceOf(RevisionConflict);
    expect(error).toMatchObject(conflict);
  };

  describe('appending under any', () => {
    it('numbers the events of a stream from 0 and gives growing positions', async () => {
      const stream = newStream();
      const first = await shared.log.append(stream, someEvents(1), 'any');
      const next = await shared.log.append(stream, someEvents(3), 'any');
      expect(first).toMatchObject({ revision: 0, repeated: false });
      expect(next).toMatchObject({ revision: 3, repeated: false });
      expect(next.position > first.position).toBe(true);
    });

    it('answers a repeat with the old revision and position, and writes nothing', async () => {
      const stream = newStream();
      const [event, later] = [anEvent(), anEvent()];
      const first = await shared.log.append(stream, [event], 'any');
      await shared.log.append(stream, [later], 'any');
      expect(await shared.log.append(stream, [event], 'any')).toEqual({ ...first, repeated: true });
      expect(idsOf(await readAll(shared.log, stream))).toEqual(idsOf([event, later]));
    });

    it('takes the same id in two streams as two events', async () => {
      const event = anEvent();
      const [one, other] = [newStream(), newStream()];
      await shared.log.append(one, [event], 'any');
      expect(await shared.log.append(other, [event], 'any')).toMatchObject({ revision: 0, repeated: false });
    });

    it('adds what a stream lacks of events that it has in part, while others append to it', async () => {
      const stream = newStream();
      const parts = Array.from({ length: 8 }, () => someEvents(3));
      for (const [first] of parts) await shared.log.append(stream, [first!], 'any');
      await Promise.all(parts.map((events) => shared.log.append(stream, events, 'any')));
      const ids = idsOf(await readAll(shared.log, stream));
      expect([...ids].sort()).toEqual(idsOf(parts.flat()).sort());
    });

    it('keeps every one of many appends in flight, each stream in a row without gaps', async () => {
      const prefix = shared.prefix();
      const streams = Array.from({ length: 40 }, (_, i) => `${prefix}${i}`);
      const appended = await Promise.all(
        Array.from({ length: 400 }, async (_, i) => {
          const event = anEvent();
          const stream = streams[i % streams.length]!;
          return { ...(await shared.log.append(stream, [event], 'any')), stream, id: event.id };
        }),
      );
      const client = await shared.secondClient();
      for (const stream of streams) {
        const stored = await readAll(client, stream);
        const acknowledged = appended.filter((one) => one.stream === stream);
        expect(stored.map(({ revision }) => revision)).toEqual(stored.map((_, i) => i));
        expect(stored.map(({ id, revision, position }) => ({ id, revision, position }))).toEqual(
          [...acknowledged]
            .sort((one, other) => one.revision - other.revision)
            .map(({ id, revision, position }) => ({ id, revision, position })),
        );
      }
      expect(new Set(appended.map(({ position }) => position)).size).toBe(400);
    });
  });

  describe('appending under none', () => {
    it('makes the stream, and refuses other events from then on', async () => {
      const stream = newStream();
      const events = someEvents(2);
      expect(await shared.log.append(stream, events, 'none')).toMatchObject({ revision: 1, repeated: false });
      await expectConflict(shared.log.append(stream, someEvents(1), 'none'), { stream, expected: 'none', actual: 1 });
      expect(idsOf(await readAll(shared.log, stream))).toEqual(idsOf(events));
    });

    it('answers the same events again as the first time, also after others came', async () => {
      const stream = newStream();
      const events = someEvents(2);
      const first = await shared.log.append(stream, events, 'none');
      expect(await shared.log.append(stream, events, 'none')).toEqual({ ...first, repeated: true });
      await shared.log.append(stream, someEvents(1), 1);
      expect(await shared.log.append(stream, events, 'none')).toEqual({ ...first, repeated: true });
      expect(await readAll(shared.log, stream)).toHaveLength(3);
    });

    it('takes the first events of a former batch as a repeat', async () => {
      const stream = newStream();
      const events = someEvents(3);
      await shared.log.append(stream, events, 'none');
      expect(await shared.log.append(stream, events.slice(0, 2), 'none')).toMatchObject({ repeated: true });
      expect(await readAll(shared.log, stream)).toHaveLength(3);
    });

    it('refuses a batch that only begins as the stream does, whole', async () => {
      const stream = newStream();
      const events = someEvents(1);
      await shared.log.append(stream, events, 'none');
      await expectConflict(shared.log.append(stream, [...events, anEvent()], 'none'), {
        stream,
        expected: 'none',
        actual: 0,
      });
      expect(idsOf(await readAll(shared.log, stream))).toEqual(idsOf(events));
    });

    it('lets one of eight at once win', async () => {
      const stream = newStream();
      const attempts = someEvents(8);
      const results = await Promise.allSettled(attempts.map((event) => shared.log.append(stream, [event], 'none')));
      const winner = results.findIndex(({ status }) => status === 'fulfilled');
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RevisionConflict);
      }
      expect(idsOf(await readAll(shared.log, stream))).toEqual(idsOf([attempts[winner]!]));
    });
  });

  describe('appending at a revision', () => {
    it('goes on exactly there', async () => {
      const stream = newStream();
      await shared.log.append(stream, someEvents(2), 'none');
      expect(await shared.log.append(stream, someEvents(2), 1)).toMatchObject({ revision: 3, repeated: false });
    });

    it.each([
      ['before the end', 0],
      ['beyond the end', 5],
    ])('refuses a revision %s', async (_, expected) => {
      const stream = newStream();
      await shared.log.append(stream, someEvents(2), 'none');
      await expectConflict(shared.log.append(stream, someEvents(1), expected), { stream, expected, actual: 1 });
      expect(await readAll(shared.log, stream)).toHaveLength(2);
    });

    it('refuses any revision of a missing stream', async () => {
      const stream = newStream();
      await expectConflict(shared.log.append(stream, someEvents(1), 0), { stream, expected: 0, actual: null });
      expect(await readAll(shared.log, stream)).toEqual([]);
    });

    it('answers the same events again at the place where they stand as the first time', async () => {
      const stream = newStream();
      const events = someEvents(2);
      await shared.log.append(stream, someEvents(1), 'none');
      const first = await shared.log.append(stream, events, 0);
      await shared.log.append(stream, someEvents(1), 2);
      expect(await shared.log.append(stream, events, 0)).toEqual({ ...first, repeated: true });
      expect(await readAll(shared.log, stream)).toHaveLength(4);
    });

    it('refuses a batch that stands there only in part, whole', async () => {
      const stream = newStream();
      const [first, second] = [anEvent(), anEvent()];
      await shared.log.append(stream, someEvents(1), 'none');
      await shared.log.append(stream, [first, second], 0);
      const expected = { stream, expected: 0, actual: 2 };
      await expectConflict(shared.log.append(stream, [first, anEvent()], 0), expected);
      await expectConflict(shared.log.append(stream, [first, second, anEvent()], 0), expected);
      await expectConflict(shared.log.append(stream, [second, first], 0), expected);
      expect(await readAll(shared.log, stream)).toHaveLength(3);
    });

    it('lets one of eight at once win, and fails none of the others in flight', async () => {
      const stream = newStream();
      const others = newStream();
      await shared.log.append(stream, someEvents(1), 'none');
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => [
          shared.log.append(stream, someEvents(1), 0),
          shared.log.append(others, someEvents(1), 'any'),
        ]).flat(),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1 + 8);
      expect(await readAll(shared.log, stream)).toHaveLength(2);
      expect(await readAll(shared.log, others)).toHaveLength(8);
    });
  });

  describe('sizes', () => {
    it('takes the largest webhook there may be', async () => {
      const stream = newStream();
      const event = anEvent({ text: JSON.stringify({ pad: 'x'.repeat(LARGEST_WEBHOOK_BYTES) }) });
      await shared.log.append(stream, [event], 'any');
      expect((await readAll(shared.log, stream))[0]!.text).toBe(event.text);
    });

    it('refuses what it never will take, and goes on with the rest in flight', async () => {
      const stream = newStream();
      const huge = anEvent({ text: JSON.stringify({ pad: 'ż'.repeat(9 * 1024 * 1024) }) });
      const [refused, taken] = await Promise.allSettled([
        shared.log.append(stream, [huge], 'any'),
        shared.log.append(stream, someEvents(1), 'any'),
      ]);
      expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(EventTooLarge) as unknown });
      expect(taken.status).toBe('fulfilled');
      expect(await readAll(shared.log, stream)).toHaveLength(1);
    });
  });

  it('shows a refused append to no follower', async () => {
    const prefix = shared.prefix();
    const events = someEvents(2);
    await shared.log.append(`${prefix}1`, events, 'none');
    await rejectionOf(shared.log.append(`${prefix}1`, someEvents(2), 'none'));
    const batches = await followToHead(shared.log, [prefix]);
    expect(idsOf(batches.flatMap((batch) => batch.events))).toEqual(idsOf(events));
  });
};
