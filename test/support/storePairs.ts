import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDouble } from '../doubles/eventstore/eventStoreDouble.js';
import { describeOnReplicaSet } from '../mongod/describeOnMongod.js';

/** Fresh stores for one test: the settings that choose them, and how to remove them. */
export interface StorePair {
  readonly env: Readonly<Record<string, string>>;
  /** True for a log that holds more than this test's events: a server given by EVENTSTORE_URL, which cannot be wiped. */
  readonly sharesLog: boolean;
  readonly remove: () => Promise<void>;
}
export type MakeStores = () => Promise<StorePair>;

export const makeEmbedded: MakeStores = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'call-analytics-e2e-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { env: { DATA_DIR: folder }, sharesLog: false, remove };
};

const freshDatabase = (server: string): string => {
  const url = new URL(server);
  url.pathname = `/call_analytics_${randomUUID().slice(0, 8)}`;
  return url.href;
};

/**
 * Runs a suite for every pair of stores: SQLite + SQLite, EventStoreDB + MongoDB with the protocol double in EventStoreDB's place, and
 * with EVENTSTORE_URL set also with that server. mongod is a real one (a replica set), and where none can be had those suites are skipped,
 * loudly. Each run must use ids of its own: on a given server the events of former runs are still there.
 */
export const describeOnStorePairs = async (what: string, suite: (make: MakeStores) => void): Promise<void> => {
  describe(`${what} on SQLite + SQLite`, () => suite(makeEmbedded));
  await describeOnReplicaSet(`${what} on EventStoreDB's double + MongoDB`, (mongod) => {
    suite(async () => {
      const double = await EventStoreDouble.start();
      const env = { EVENT_STORE_URL: double.url, READ_MODEL_URL: freshDatabase(mongod()) };
      return { env, sharesLog: false, remove: () => double.dispose() };
    });
  });
  const server = process.env.EVENTSTORE_URL ?? '';
  if (server === '') return;
  await describeOnReplicaSet(`${what} on EventStoreDB (EVENTSTORE_URL) + MongoDB`, (mongod) => {
    suite(() => {
      const env = { EVENT_STORE_URL: server, READ_MODEL_URL: freshDatabase(mongod()) };
      return Promise.resolve({ env, sharesLog: true, remove: () => Promise.resolve() });
    });
  });
};
