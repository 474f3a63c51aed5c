import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDouble } from '../doubles/eventstore/eventStoreDouble.js';
import { describeOnOwnMongod } from '../mongod/describeOnMongod.js';

/** Fresh stores for one test: the settings that choose them, and how to remove them. */
export interface StorePair {
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}
export type MakeStores = () => Promise<StorePair>;

const embedded: MakeStores = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'call-analytics-e2e-'));
  return { env: { DATA_DIR: folder }, remove: () => rm(folder, { recursive: true, force: true }) };
};

/**
 * Runs a suite for every pair of stores: SQLite + SQLite, and EventStoreDB + MongoDB. The protocol double stands for EventStoreDB;
 * mongod is a real one (a replica set), and where none can be had that suite is skipped, loudly.
 */
export const describeOnStorePairs = async (what: string, suite: (make: MakeStores) => void): Promise<void> => {
  describe(`${what} on SQLite + SQLite`, () => suite(embedded));
  await describeOnOwnMongod(`${what} on EventStoreDB's double + MongoDB`, (start) => {
    suite(async () => {
      const [double, mongod] = await Promise.all([EventStoreDouble.start(), start('replica set')]);
      const url = new URL(mongod.url);
      url.pathname = `/call_analytics_${randomUUID().slice(0, 8)}`;
      return { env: { EVENT_STORE_URL: double.url, READ_MODEL_URL: url.href }, remove: () => double.dispose() };
    });
  });
};
