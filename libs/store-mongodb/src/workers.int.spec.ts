import { StoreUnavailable, type ReadModels, type StreamDocuments } from '#ports';
import { allCalls, aCall, aLeg, documentsOf } from '../../../test/contract/someCalls.js';
import { describeRun, propertyRun } from '../../../test/support/arbitraries.js';
import { randomFrom, shuffle, type Random } from '../../../test/support/random.js';
import { describeOnMongod } from '../../../test/mongod/describeOnMongod.js';
import { openMongoReadModels } from './openReadModels.js';

const STREAMS = 12;
const REVISIONS = 8;
const WORKERS = 3;
const IDS = ['a', 'b', 'c', 'd'];

/** What a fold would make of a stream at each revision: some of four calls, of which some change and some do not. */
const history = (random: Random, stream: string): StreamDocuments[] =>
  Array.from({ length: REVISIONS }, (_, revision) => {
    const ids = IDS.filter(() => random.int(0, 2) > 0);
    const calls = ids.map((id) =>
      aCall(stream, { id, holdCount: random.int(0, 1), legs: [aLeg({ dialogUuid: `${stream} ${id}` })] }),
    );
    return documentsOf(stream, revision, calls);
  });

/** Batches of streams, each at some revision, in no order at all. */
const batchesOf = (seed: number, histories: readonly StreamDocuments[][]): StreamDocuments[][] => {
  const mixed = histories.map((ofStream, i) => shuffle(seed + i, ofStream));
  return Array.from({ length: REVISIONS }, (_, i) => mixed.map((ofStream) => ofStream[i]!));
};

await describeOnMongod('MongoDB', (name, fresh) => {
  describe(`${name} with several workers on the same streams by mistake`, () => {
    it(`ends with the documents of the highest revisions, in whatever order they write, ${describeRun()}`, async () => {
      const { url, remove } = fresh();
      const workers: ReadModels[] = [];
      for (let i = 0; i < WORKERS; i += 1) workers.push(await openMongoReadModels({ url }));
      const generation = await workers[0]!.openProjection('calls', '1', 'log');
      const random = randomFrom(propertyRun.seed);
      const histories = Array.from({ length: STREAMS }, (_, i) => history(random, `stream-${i}`));

      /** As a projector does it: again, until it is written or seen already. */
      const storeUntilDone = async (worker: ReadModels, batch: StreamDocuments[]): Promise<void> => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            await worker.replaceDocuments(generation, batch, null);
            return;
          } catch (error) {
            if (!(error instanceof StoreUnavailable) || attempt === 100) throw error;
          }
        }
      };
      await Promise.all(
        workers.map(async (worker, i) => {
          for (const batch of batchesOf(propertyRun.seed + i, histories)) await storeUntilDone(worker, batch);
        }),
      );

      const content = (stream: string, id: string, holdCount: number): string => `${stream} ${id} ${holdCount}`;
      const expected = histories.flatMap((ofStream) =>
        ofStream.at(-1)!.calls.map(({ id, holdCount, revision }) => content(revision.stream, id, holdCount)),
      );
      const stored = (await allCalls(workers[0]!, generation)).map(({ id, holdCount, revision }) =>
        content(revision.stream, id, holdCount),
      );
      expect(stored.sort()).toEqual(expected.sort());
      for (const worker of workers) await worker.close();
      await remove();
    });
  });
});
