import { WrongLog, type EventLog, type FollowBatch, type RecordedEvent } from '#ports';
import type { SharedLog } from './sharedLog.js';
import { anEvent, Follower, followToHead, idsOf, someEvents } from '../someEvents.js';

const eventsOf = (batches: readonly FollowBatch[]): RecordedEvent[] => batches.flatMap((batch) => batch.events);

const isSorted = (texts: readonly string[]): boolean => texts.every((text, i) => i === 0 || texts[i - 1]! < text);

/** Appends one event each to `count` streams in turn and gives their ids in log order. */
const appendTo = async (log: EventLog, prefix: string, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const event = anEvent();
    await log.append(`${prefix}${i % 7}`, [event], 'any');
    ids.push(event.id);
  }
  return ids;
};

export const describeFollowing = (shared: SharedLog): void => {
  describe('following', () => {
    it('brings everything from the beginning in log order, and says when it is caught up', async () => {
      const prefix = shared.prefix();
      const ids = await appendTo(shared.log, prefix, 30);
      const batches = await followToHead(shared.log, [prefix]);
      expect(idsOf(eventsOf(batches))).toEqual(ids);
      expect(isSorted(eventsOf(batches).map(({ position }) => position))).toBe(true);
      expect(batches.at(-1)!.position).toBe(await shared.log.head());
    });

    it('goes on just after any position it has given', async () => {
      const prefix = shared.prefix();
      const ids = await appendTo(shared.log, prefix, 12);
      const events = eventsOf(await followToHead(shared.log, [prefix]));
      for (const [i, { position }] of events.entries()) {
        expect(idsOf(eventsOf(await followToHead(shared.log, [prefix], position)))).toEqual(ids.slice(i + 1));
      }
    });

    it('gives batches of the size asked for, whose positions one can go on from', async () => {
      const prefix = shared.prefix();
      const ids = await appendTo(shared.log, prefix, 25);
      const batches = await followToHead(shared.log, [prefix], null, 4);
      expect(idsOf(eventsOf(batches))).toEqual(ids);
      for (const [i, { events, position }] of batches.entries()) {
        expect(events.length).toBeLessThanOrEqual(4);
        const rest = idsOf(eventsOf(batches.slice(i + 1)));
        expect(idsOf(eventsOf(await followToHead(shared.log, [prefix], position)))).toEqual(rest);
      }
    });

    it('brings only the streams whose names begin with one of the prefixes', async () => {
      const [one, other, unwanted] = [shared.prefix(), shared.prefix(), shared.prefix()];
      const wanted = [...(await appendTo(shared.log, one, 3)), ...(await appendTo(shared.log, other, 3))];
      await appendTo(shared.log, unwanted, 3);
      expect(idsOf(eventsOf(await followToHead(shared.log, [one, other])))).toEqual(wanted);
    });

    it('yields a batch on reaching the head even when there is nothing to bring', async () => {
      const [batch] = await followToHead(shared.log, [shared.prefix()], await shared.log.head());
      expect(batch).toMatchObject({ events: [], caughtUp: true });
    });

    it('wakes when something new comes', async () => {
      const prefix = shared.prefix();
      const follower = new Follower(shared.log, [prefix], await shared.log.head());
      await follower.until((_, last) => last.caughtUp);
      for (let i = 0; i < 3; i += 1) {
        const event = anEvent();
        await shared.log.append(`${prefix}1`, [event], 'any');
        const batches = await follower.until((events) => events.length > 0);
        expect(idsOf(eventsOf(batches))).toEqual([event.id]);
      }
      await follower.stop();
    });

    it('wakes when another client has written', async () => {
      const prefix = shared.prefix();
      const client = await shared.secondClient();
      const follower = new Follower(shared.log, [prefix], await shared.log.head());
      await follower.until((_, last) => last.caughtUp);
      const events = someEvents(2);
      await client.append(`${prefix}1`, events, 'any');
      expect(idsOf(eventsOf(await follower.until((seen) => seen.length === 2)))).toEqual(idsOf(events));
      await follower.stop();
    });

    it('moves on with an empty batch when only other streams have moved', async () => {
      const follower = new Follower(shared.log, [shared.prefix()], await shared.log.head());
      await follower.until((_, last) => last.caughtUp);
      const { position } = await shared.log.append(`${shared.prefix()}1`, someEvents(1), 'any');
      const batches = await follower.until((_, last) => last.position >= position);
      expect(eventsOf(batches)).toEqual([]);
      expect(batches.at(-1)!.caughtUp).toBe(true);
      await follower.stop();
    });

    it('misses and repeats nothing while others write all the time', async () => {
      const prefix = shared.prefix();
      const client = await shared.secondClient();
      const follower = new Follower(shared.log, [prefix], await shared.log.head(), 50);
      const writing = Promise.all(
        [shared.log, client].flatMap((log) => Array.from({ length: 4 }, (_, i) => appendTo(log, `${prefix}${i}-`, 40))),
      );
      const batches = await follower.until((events) => events.length >= 320);
      const ids = (await writing).flat();
      const seen = idsOf(eventsOf(batches));
      expect(seen).toHaveLength(320);
      expect(new Set(seen)).toEqual(new Set(ids));
      expect(isSorted(eventsOf(batches).map(({ position }) => position))).toBe(true);
      await follower.stop();
    });
  });

  describe('ending', () => {
    it('ends without an error when aborted while it waits', async () => {
      const follower = new Follower(shared.log, [shared.prefix()], await shared.log.head());
      await follower.until((_, last) => last.caughtUp);
      const ending = follower.next('the end');
      follower.abort();
      expect(await ending).toMatchObject({ done: true });
    });

    it('ends without an error when aborted while a batch is handled', async () => {
      const prefix = shared.prefix();
      await appendTo(shared.log, prefix, 10);
      const follower = new Follower(shared.log, [prefix], null, 2);
      await follower.until((events) => events.length > 0);
      await follower.stop();
    });

    it('yields nothing when aborted before it began', async () => {
      const follower = new Follower(shared.log, [shared.prefix()]);
      follower.abort();
      expect(await follower.next('the end')).toMatchObject({ done: true });
    });
  });

  describe('a position of another log', () => {
    it('is refused when it lies beyond the head', async () => {
      const other = await shared.otherLog();
      await appendTo(shared.log, shared.prefix(), 3);
      const follower = new Follower(other, [shared.prefix()], await shared.log.head());
      await expect(follower.next('the refusal')).rejects.toBeInstanceOf(WrongLog);
    });
  });
};
