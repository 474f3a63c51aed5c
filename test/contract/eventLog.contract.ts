import { randomUUID } from 'node:crypto';
import type { EventLog } from '#ports';
import { describeAppending } from './eventLog/appending.js';
import { describeFollowing } from './eventLog/following.js';
import { describeReading } from './eventLog/reading.js';
import { describeScanning } from './eventLog/scanning.js';
import type { SharedLog } from './eventLog/sharedLog.js';
import type { StoreUnderTest } from './storeUnderTest.js';

/**
 * What the EventLog port promises (libs/ports/src/eventLog.ts), for every adapter. `make` gives a fresh log.
 * The suite supposes nothing about what else the log holds.
 */
export const describeEventLog = (
  name: string,
  make: () => Promise<StoreUnderTest<EventLog>>,
  { canScan }: { readonly canScan: boolean },
): void => {
  describe(`${name} as event log`, () => {
    let store: StoreUnderTest<EventLog>;
    let log: EventLog;
    const cleanUps: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      store = await make();
      log = await store.open();
    });
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });
    afterAll(async () => {
      await log.close();
      await store.dispose();
    });

    const openUntilEnd = async (opened: StoreUnderTest<EventLog>): Promise<EventLog> => {
      const client = await opened.open();
      cleanUps.push(() => client.close());
      return client;
    };
    const shared: SharedLog = {
      get log() {
        return log;
      },
      secondClient: () => openUntilEnd(store),
      otherLog: async () => {
        const other = await make();
        cleanUps.push(() => other.dispose());
        return openUntilEnd(other);
      },
      prefix: () => `campaignRecord-${randomUUID()}-`,
    };
    describeAppending(shared);
    describeReading(shared);
    describeFollowing(shared);
    describeScanning(shared, canScan);
  });
};
