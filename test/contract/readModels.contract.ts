import type { ReadModels } from '#ports';
import { describeCallQueries } from './readModels/callQueries.js';
import { describeChangeFeed } from './readModels/changeFeed.js';
import { describeCheckpoints } from './readModels/checkpoints.js';
import { describeDifferences } from './readModels/differences.js';
import { describeDocuments } from './readModels/documents.js';
import { describeExports } from './readModels/exports.js';
import { describeGenerations } from './readModels/generations.js';
import { describeLatestNames } from './readModels/latestNames.js';
import { describeLeases } from './readModels/leases.js';
import { describeRecordQueries } from './readModels/recordQueries.js';
import type { SharedReadModels } from './readModels/sharedReadModels.js';
import { describeSegments } from './readModels/segments.js';
import { describeStatistics } from './readModels/statistics.js';
import { describeStoredDocuments } from './readModels/storedDocuments.js';
import { describeSummaries } from './readModels/summaries.js';
import type { StoreUnderTest } from './storeUnderTest.js';

/** A part of the contract, with a store of its own: a client that opens one looks at every generation there is in it. */
const describePart = (
  make: () => Promise<StoreUnderTest<ReadModels>>,
  part: (shared: SharedReadModels) => void,
): void => {
  describe('a store', () => {
    let store: StoreUnderTest<ReadModels>;
    let readModels: ReadModels;
    let names = 0;
    const opened: ReadModels[] = [];

    beforeAll(async () => {
      store = await make();
      readModels = await store.open();
    });
    afterEach(async () => {
      for (const client of opened.splice(0)) await client.close();
    });
    afterAll(async () => {
      await readModels.close();
      await store.dispose();
    });

    const freshName = (): string => `calls${(names += 1)}`;
    part({
      get readModels() {
        return readModels;
      },
      secondClient: async () => {
        const client = await store.open();
        opened.push(client);
        return client;
      },
      generation: () => readModels.openProjection(freshName(), '1', 'log'),
      freshName,
    });
  });
};

const describePing = (shared: SharedReadModels): void => {
  it('answers a ping', async () => {
    await expect(shared.readModels.ping()).resolves.toBeUndefined();
  });
};

/** One for each small port (libs/ports/src/readModels.ts), named after it, and the rest. */
const PARTS = [
  describeDocuments,
  describeStoredDocuments,
  describeCallQueries,
  describeRecordQueries,
  describeExports,
  describeStatistics,
  describeSegments,
  describeLatestNames,
  describeChangeFeed,
  describeCheckpoints,
  describeLeases,
  describeGenerations,
  describeDifferences,
  describeSummaries,
  describePing,
] as const;

/** What the ReadModels port promises (libs/ports/src/readModels.ts), for every adapter. `make` gives a fresh store. */
export const describeReadModels = (name: string, make: () => Promise<StoreUnderTest<ReadModels>>): void => {
  describe(`${name} as read models`, () => {
    for (const part of PARTS) describePart(make, part);
  });
};
