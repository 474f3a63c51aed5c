import type { SharedLog } from './sharedLog.js';
import { anEvent, followToHead, idsOf, readAll, someEvents } from '../someEvents.js';

/** JSON texts as they may come from outside, each to be kept byte for byte. */
const HOSTILE_TEXTS = [
  '{}',
  '{"__proto__":{"polluted":true},"constructor":null}',
  '{"nul":"a\\u0000b","lone surrogate":"\\ud800","pair":"\\ud83d\\ude00"}',
  '{ "blanks" :\t[ 1.50, 1e3,\n-0 ] }',
  '{"twice":1,"twice":2}',
  `{"quotes":"'\\" ; DROP TABLE events; --","percent":"%_$"}`,
  '{"unicode":"zażółć gęślą jaźń 😀 \u2028"}',
  '{"number":123456789012345678901234567890}',
];

const HOSTILE_NAMES = ['__proto__', `quote'"; --`, 'zażółć 😀', 'a/b\\c?d=e&f#g', 'percent%_', ' ', 'x'.repeat(300)];

export const describeReading = (shared: SharedLog): void => {
  describe('reading', () => {
    it('gives nothing for a missing stream', async () => {
      expect(await readAll(shared.log, `${shared.prefix()}1`)).toEqual([]);
    });

    it('gives back all that was appended, with its place and time', async () => {
      const stream = `${shared.prefix()}1`;
      const event = anEvent({
        type: 'DialogClosed',
        text: '{"state":"talking"}',
        metadata: {
          receivedAt: null,
          importedAt: '2024-01-02T03:04:05.678Z',
          source: 'other',
          schemaVersion: 1,
          $correlationId: 'x',
        },
      });
      const before = Date.now();
      const { position } = await shared.log.append(stream, [event], 'any');
      const [stored] = await readAll(shared.log, stream);
      const { id, type, text, metadata } = stored!;
      expect({ id, type, text, metadata }).toEqual(event);
      expect(stored).toMatchObject({ stream, revision: 0, position });
      expect(stored!.body).toEqual({ state: 'talking' });
      expect(stored!.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      // a server may have another clock, and may cut to whole seconds
      expect(Math.abs(Date.parse(stored!.recordedAt) - before)).toBeLessThan(60_000);
    });

    it('begins at the revision asked for', async () => {
      const stream = `${shared.prefix()}1`;
      const events = someEvents(5);
      await shared.log.append(stream, events, 'any');
      expect(idsOf(await readAll(shared.log, stream, 3))).toEqual(idsOf(events.slice(3)));
      expect(await readAll(shared.log, stream, 5)).toEqual([]);
    });

    it('gives a long stream whole and in order', async () => {
      const stream = `${shared.prefix()}1`;
      const events = someEvents(1_200);
      for (let i = 0; i < events.length; i += 100) {
        await shared.log.append(stream, events.slice(i, i + 100), 'any');
      }
      const stored = await readAll(shared.log, stream);
      expect(idsOf(stored)).toEqual(idsOf(events));
      expect(stored.map(({ revision }) => revision)).toEqual(events.map((_, i) => i));
    });

    it.each(HOSTILE_TEXTS)('keeps %s byte for byte', async (text) => {
      const stream = `${shared.prefix()}1`;
      await shared.log.append(stream, [anEvent({ text })], 'any');
      const [stored] = await readAll(shared.log, stream);
      expect(stored!.text).toBe(text);
      expect(stored!.body).toEqual(JSON.parse(text));
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    });

    it.each(HOSTILE_NAMES)('takes %j in the name of a stream', async (name) => {
      const prefix = shared.prefix();
      const event = anEvent();
      await shared.log.append(prefix + name, [event], 'none');
      await shared.log.append(prefix, [anEvent()], 'none');
      expect(idsOf(await readAll(shared.log, prefix + name))).toEqual([event.id]);
      const followed = (await followToHead(shared.log, [prefix + name])).flatMap((batch) => batch.events);
      expect(followed.map(({ id, stream }) => ({ id, stream }))).toEqual([{ id: event.id, stream: prefix + name }]);
    });
  });

  describe('head and identity', () => {
    it('has the last appended event as head', async () => {
      const { position } = await shared.log.append(`${shared.prefix()}1`, someEvents(3), 'any');
      expect(await shared.log.head()).toBe(position);
    });

    it('counts the events after a position', async () => {
      const prefix = shared.prefix();
      const { position } = await shared.log.append(`${prefix}1`, someEvents(2), 'any');
      expect(await shared.log.countAfter(position)).toBe(0);
      await shared.log.append(`${prefix}1`, someEvents(3), 'any');
      await shared.log.append(`${prefix}2`, someEvents(4), 'any');
      expect(await shared.log.countAfter(position)).toBe(7);
      expect(await shared.log.countAfter(null)).toBeGreaterThanOrEqual(9);
    });

    it('has one identity for all clients, and another for another log', async () => {
      const [client, other] = [await shared.secondClient(), await shared.otherLog()];
      const identity = await shared.log.identity();
      expect(identity).not.toBe('');
      expect(await client.identity()).toBe(identity);
      expect(await other.identity()).not.toBe(identity);
    });

    it('keeps everything over a restart', async () => {
      const stream = `${shared.prefix()}1`;
      const events = someEvents(3);
      const before = await shared.secondClient();
      const first = await before.append(stream, events, 'none');
      const identity = await before.identity();
      await before.close();
      const after = await shared.secondClient();
      expect(idsOf(await readAll(after, stream))).toEqual(idsOf(events));
      expect(await after.head()).toBe(first.position);
      expect(await after.identity()).toBe(identity);
      expect(await after.append(stream, events, 'none')).toEqual({ ...first, repeated: true });
      expect(await after.append(stream, someEvents(1), 2)).toMatchObject({ revision: 3 });
    });
  });
};
