import { StoreUnavailable, type Generation, type ReadModels, type StreamDocuments } from '#ports';
import { allCalls, aCall, aMove, documentsOf, positionAt } from '../../../test/contract/someCalls.js';
import { describeOnOwnMongod } from '../../../test/mongod/describeOnMongod.js';
import { TOPOLOGIES, type RunningMongod } from '../../../test/mongod/startMongod.js';
import { openMongoReadModels } from './openReadModels.js';

const STREAMS = 400;
/** How much of a batch's usual time passes before the server is killed. */
const MOMENTS = [0.2, 0.45, 0.7, 0.95];

/** One call in each of so many streams; the same every time it is asked for. */
const batch = (number: number): StreamDocuments[] =>
  Array.from({ length: STREAMS }, (_, i) => {
    const stream = `batch-${number}-${i}`;
    return documentsOf(stream, 8, [aCall(stream, { id: stream })]);
  });

const moveTo = (number: number) =>
  aMove({ expected: number === 1 ? null : positionAt(number - 1), position: positionAt(number) });

const untilItAnswers = async (readModels: ReadModels): Promise<void> => {
  const limit = Date.now() + 30_000;
  for (;;) {
    try {
      await readModels.ping();
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || Date.now() > limit) throw error;
    }
  }
};

/** Calls by batch. */
const visible = async (readModels: ReadModels, generation: Generation): Promise<Map<number, number>> => {
  const counts = new Map<number, number>();
  for (const { id } of await allCalls(readModels, generation)) {
    const number = Number(id.split('-')[1]);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
};

await describeOnOwnMongod('MongoDB read models, the server killed in the middle of a batch', (start) => {
  describe.each(TOPOLOGIES)('%s', (topology) => {
    let mongod: RunningMongod;
    let readModels: ReadModels;
    let generation: Generation;
    let usualMs = 0;
    let handled = 0;

    const put = async (): Promise<void> => {
      const began = performance.now();
      await readModels.put(generation, batch(handled + 1), moveTo(handled + 1));
      usualMs = performance.now() - began;
      handled += 1;
    };

    beforeAll(async () => {
      mongod = await start(topology);
      readModels = await openMongoReadModels({ url: `${mongod.url}?serverSelectionTimeoutMS=500` });
      generation = await readModels.openProjection('calls', '1', 'log');
      await put();
      await put();
    });
    afterAll(() => readModels.close());

    it.each(MOMENTS)(
      'after %d of its time: nothing is lost, and it can be repeated with the same client',
      async (moment) => {
        await put();
        const before = handled;
        const cutOff = put().then(
          () => null,
          (error: unknown) => error,
        );
        await new Promise((resolve) => setTimeout(resolve, usualMs * moment));
        await mongod.kill();
        const error = await cutOff; // null where it was quicker than usual
        if (error !== null) expect(error).toBeInstanceOf(StoreUnavailable);
        await expect(readModels.ping()).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(readModels.findCalls(generation, firstPage)).rejects.toBeInstanceOf(StoreUnavailable);

        await mongod.restart();
        await untilItAnswers(readModels);
        const saved = Number((await readModels.checkpoint(generation, '1/1'))?.position);
        expect([before, before + 1]).toContain(saved);
        const counts = await visible(readModels, generation);
        for (let number = 1; number <= saved; number += 1) expect(counts.get(number)).toBe(STREAMS);
        if (topology === 'replica set') expect([...counts.keys()].every((number) => number <= saved)).toBe(true);

        handled = saved;
        if (saved === before) await put();
        const calls = await allCalls(readModels, generation);
        expect(calls).toHaveLength(handled * STREAMS);
        expect(new Set(calls.map(({ id }) => id)).size).toBe(handled * STREAMS);
      },
    );
  });
});

const firstPage = {
  filter: { attribution: 'start', clock: { now: 0, graceSeconds: 0, staleSeconds: 0 } },
  sort: 'startedAt',
  limit: 1,
  after: null,
} as const;
