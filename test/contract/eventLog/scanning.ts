import type { EventLog, MetStream, Position, ScanBatch } from '#ports';
import type { SharedLog } from './sharedLog.js';
import { anEvent, followToHead, readAll, someEvents } from '../someEvents.js';
import { inTime } from '../storeUnderTest.js';

interface Scan {
  readonly batches: readonly ScanBatch[];
  /** What was met, page by page. */
  readonly met: readonly MetStream[];
}

interface ScannedBy {
  readonly after?: Position | null;
  readonly upTo?: Position;
  readonly batchSize?: number;
  readonly wants?: (met: MetStream) => boolean;
  /** Called with each batch. */
  readonly onBatch?: (batch: ScanBatch) => Promise<void>;
}

/** The whole scan; null when the log offers none. */
const scan = async (log: EventLog, prefixes: readonly string[], options: ScannedBy = {}): Promise<Scan | null> => {
  const { after = null, batchSize = 500, wants = () => true, onBatch, upTo: end } = options;
  const met: MetStream[] = [];
  const batches: ScanBatch[] = [];
  const scanning = log.scanStreams({
    after,
    ...(end === undefined ? {} : { upTo: end }),
    prefixes,
    batchSize,
    signal: new AbortController().signal,
    wants: (page) => {
      met.push(...page);
      return Promise.resolve(page.filter(wants));
    },
  });
  if (scanning === null) return null;
  for await (const batch of scanning) {
    batches.push(batch);
    await onBatch?.(batch);
  }
  return { batches, met };
};

/** Revisions by stream, in the order in which they were given. */
const revisionsOf = (batches: readonly ScanBatch[]): Record<string, number[]> => {
  const given: Record<string, number[]> = {};
  for (const { stream, revision } of batches.flatMap(({ events }) => events)) (given[stream] ??= []).push(revision);
  return given;
};

const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, i) => i);

export const describeScanning = (shared: SharedLog, canScan: boolean): void => {
  describe('scanning', () => {
    if (!canScan) {
      it('is not offered: each stream would have to be asked for', async () =>
        expect(await scan(shared.log, [shared.prefix()])).toBeNull());
      return;
    }

    const scanned = async (...options: Parameters<typeof scan>): Promise<Scan> => {
      const result = await inTime('a scan', scan(...options));
      if (result === null) throw new Error('the log offers no scan');
      return result;
    };

    /** Three streams whose events stand between each other's: a0 b0 a1 c0 a2 b1. */
    const threeStreams = async (): Promise<{ prefix: string; a: string; b: string; c: string; places: Position[] }> => {
      const prefix = shared.prefix();
      const [a, b, c] = ['a', 'b', 'c'].map((name) => `${prefix}${name}`) as [string, string, string];
      const places: Position[] = [];
      for (const stream of [a, b, a, c, a, b])
        places.push((await shared.log.append(stream, [anEvent()], 'any')).position);
      return { prefix, a, b, c, places };
    };

    it('gives each stream whole where it begins, and meets it once', async () => {
      const { prefix, a, b, c } = await threeStreams();
      const { batches, met } = await scanned(shared.log, [prefix]);
      expect(revisionsOf(batches)).toEqual({ [a]: [0, 1, 2], [b]: [0, 1], [c]: [0] });
      expect(met).toEqual([a, b, c].map((stream) => ({ stream, revision: 0 })));
      expect(batches.at(-1)!.position).toBe(await shared.log.head());
    });

    it('gives events as reading their stream does', async () => {
      const { prefix, a } = await threeStreams();
      const { batches } = await scanned(shared.log, [prefix]);
      const given = batches.flatMap(({ events }) => events).filter(({ stream }) => stream === a);
      const plain = (await readAll(shared.log, a)).map((event) => {
        const { id, type, text, body, metadata, position, recordedAt } = event;
        return { id, type, text, body, metadata, position, recordedAt };
      });
      expect(given).toMatchObject(plain);
    });

    it('says when the log took what it has come to', async () => {
      const { prefix, b } = await threeStreams();
      const last = (await readAll(shared.log, b)).at(-1)!;
      expect((await scanned(shared.log, [prefix])).batches.at(-1)!.logTime).toBe(last.recordedAt);
    });

    it('meets streams that had begun before at each of their events after the position', async () => {
      const { prefix, a, b, c, places } = await threeStreams();
      const { batches, met } = await scanned(shared.log, [prefix], { after: places[1]! });
      expect(revisionsOf(batches)).toEqual({ [a]: [0, 1, 2], [b]: [0, 1], [c]: [0] });
      expect(met).toEqual([
        { stream: a, revision: 2 },
        { stream: c, revision: 0 },
        { stream: b, revision: 1 },
      ]);
      const rest = await scanned(shared.log, [prefix], { after: places[4]! });
      expect(rest.met).toEqual([{ stream: b, revision: 1 }]);
      expect(await scanned(shared.log, [prefix], { after: await shared.log.head() })).toEqual({ batches: [], met: [] });
    });

    it('ends at a position, with the streams that begin before it whole, and can be gone on with from there', async () => {
      const { prefix, a, b, c, places } = await threeStreams();
      const { batches, met } = await scanned(shared.log, [prefix], { upTo: places[2]! });
      expect(revisionsOf(batches)).toEqual({ [a]: [0, 1, 2], [b]: [0, 1] });
      expect(met.map(({ stream }) => stream)).toEqual([a, b]);
      expect(batches.at(-1)!.position).toBe(places[2]);
      const rest = await scanned(shared.log, [prefix], { after: places[2]!, wants: ({ stream }) => stream === c });
      expect(revisionsOf(rest.batches)).toEqual({ [c]: [0] });
      expect(rest.met.map(({ stream }) => stream)).toEqual([c, a, b]);
    });

    it('leaves out what is not wanted, and goes on to the end all the same', async () => {
      const { prefix, b } = await threeStreams();
      const { batches } = await scanned(shared.log, [prefix], { wants: ({ stream }) => stream === b });
      expect(revisionsOf(batches)).toEqual({ [b]: [0, 1] });
      const none = await scanned(shared.log, [prefix], { wants: () => false });
      expect(revisionsOf(none.batches)).toEqual({});
      expect(none.batches.at(-1)!.position).toBe(await shared.log.head());
    });

    it('gives long streams in several batches, and a position only once all before it is given', async () => {
      const prefix = shared.prefix();
      const [long, short] = [`${prefix}long`, `${prefix}short`];
      await shared.log.append(long, someEvents(25), 'any');
      await shared.log.append(short, someEvents(2), 'any');
      const { batches } = await scanned(shared.log, [prefix], { batchSize: 10 });
      expect(batches.map(({ events }) => events.length)).toEqual([10, 10, 7]);
      expect(revisionsOf(batches)).toEqual({ [long]: upTo(24), [short]: [0, 1] });
      for (const [i, { position }] of batches.entries()) {
        const given = revisionsOf(batches.slice(0, i + 1));
        const missing = (await followToHead(shared.log, [prefix], position))
          .flatMap(({ events }) => events)
          .filter(({ stream, revision }) => given[stream]?.includes(revision) !== true);
        expect(missing).toHaveLength(27 - Object.values(given).flat().length);
      }
    });

    it('brings only the streams whose names begin with one of the prefixes', async () => {
      const [one, other, unwanted] = [await threeStreams(), await threeStreams(), await threeStreams()];
      const { met } = await scanned(shared.log, [one.prefix, other.prefix]);
      expect(met.map(({ stream }) => stream)).toEqual([one.a, one.b, one.c, other.a, other.b, other.c]);
      expect(met.some(({ stream }) => stream.startsWith(unwanted.prefix))).toBe(false);
    });

    it('goes through more streams than are met at once, whose positions one can go on from', async () => {
      const prefix = shared.prefix();
      const names = Array.from({ length: 1_100 }, (_, i) => `${prefix}${i}`);
      await Promise.all(names.map((name) => shared.log.append(name, someEvents(2), 'any')));
      const { batches, met } = await scanned(shared.log, [prefix]);
      expect(revisionsOf(batches)).toEqual(Object.fromEntries(names.map((name) => [name, [0, 1]])));
      expect(met).toHaveLength(names.length);
      const { position } = batches[7]!;
      const before = revisionsOf(batches.slice(0, 8));
      const rest = await scanned(shared.log, [prefix], { after: position, wants: ({ stream }) => !(stream in before) });
      expect(new Set([...Object.keys(before), ...Object.keys(revisionsOf(rest.batches))])).toEqual(new Set(names));
    });

    it('loses nothing of what is appended meanwhile to who follows from its last position', async () => {
      const { prefix, a } = await threeStreams();
      const late = `${prefix}late`;
      let isFirst = true;
      const { batches } = await scanned(shared.log, [prefix], {
        batchSize: 2,
        onBatch: async () => {
          if (!isFirst) return;
          isFirst = false;
          for (const stream of [a, late]) await shared.log.append(stream, [anEvent()], 'any');
        },
      });
      const rest = (await followToHead(shared.log, [prefix], batches.at(-1)!.position)).flatMap(({ events }) => events);
      expect(rest.map(({ stream }) => stream)).toEqual([a, late]);
    });

    it('ends when it is aborted', async () => {
      const { prefix } = await threeStreams();
      const abort = new AbortController();
      const options = { after: null, prefixes: [prefix], batchSize: 1, signal: abort.signal };
      const given: ScanBatch[] = [];
      for await (const batch of shared.log.scanStreams({ ...options, wants: (met) => Promise.resolve(met) }) ?? []) {
        given.push(batch);
        abort.abort();
      }
      expect(given).toHaveLength(1);
    });
  });
};
