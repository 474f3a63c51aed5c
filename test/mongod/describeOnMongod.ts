import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { StoreUnderTest } from '../contract/storeUnderTest.js';
import { findMongod, type MongodBinary } from './findMongod.js';
import { startMongod, type MongodOptions, type RunningMongod } from './startMongod.js';

/** The reporter test/reporters/loudNotices.mjs repeats skipped suites whose title begins so, as the run's last lines. */
const NOT_RUN = 'NOT RUN:';

const skip = (what: string, reasons: readonly string[]): void => {
  const notice = `${NOT_RUN} ${what}: no mongod could be had (${reasons.join('; ')}). Set MONGOD_BIN to a mongod of version 6.0 or newer, or MONGODB_URL to a server that tests may write to.`;
  describe.skip(notice, () => {
    it('needs a mongod', () => undefined);
  });
};

type StartMongod = (options?: MongodOptions) => Promise<RunningMongod>;

/** Servers of each test's own, which it may kill; stopped after it. Skipped loudly where there is none. */
export const describeOnOwnMongod = async (what: string, suite: (start: StartMongod) => void): Promise<void> => {
  const mongod = await findMongod();
  if ('reasons' in mongod) {
    skip(what, mongod.reasons);
    return;
  }
  describe(`${what}, mongod ${mongod.version}`, () => {
    const running: RunningMongod[] = [];
    suite(async (options) => {
      const started = await startMongod(mongod, options);
      running.push(started);
      return started;
    });
    afterEach(async () => {
      for (const one of running.splice(0)) await one.stop();
    });
  });
};

/** One server for the whole suite, which must not kill it; `url` is there while tests run. Skipped loudly as above. */
export const describeOnReplicaSet = async (what: string, suite: (url: () => string) => void): Promise<void> => {
  const mongod = await findMongod();
  if ('reasons' in mongod) {
    skip(what, mongod.reasons);
    return;
  }
  describe(`${what}, mongod ${mongod.version}`, () => {
    let running: RunningMongod;
    beforeAll(async () => {
      running = await startMongod(mongod);
    });
    afterAll(() => running.stop());
    suite(() => running.url);
  });
};

/** Gives an empty database on a server, as a URL, and removes it. */
export type FreshDatabase = () => { readonly url: string; readonly remove: () => Promise<void> };

/** `url` with another database's name: the path of a MongoDB URL. */
const withDatabase = (url: string, name: string): string => {
  const [, server = url, , options = ''] = /^([a-z+]+:\/\/[^/?]+)(\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  return `${server}/${name}${options}`;
};

const freshDatabaseOn = (server: string): ReturnType<FreshDatabase> => {
  const url = withDatabase(server, `call_analytics_test_${randomUUID().slice(0, 8)}`);
  const remove = async (): Promise<void> => {
    const client = await MongoClient.connect(url);
    await client.db().dropDatabase();
    await client.close();
  };
  return { url, remove };
};

const describeOnOwn = (
  mongod: MongodBinary,
  what: string,
  suite: (name: string, fresh: FreshDatabase) => void,
): void => {
  describe(`on mongod ${mongod.version}`, () => {
    let running: RunningMongod;
    beforeAll(async () => {
      running = await startMongod(mongod);
    });
    afterAll(() => running.stop());
    suite(what, () => freshDatabaseOn(running.url));
  });
};

/**
 * Runs a suite against the server at MONGODB_URL when set, else against one that is started for this test file alone (half a second:
 * cheaper than one for a whole run, which most runs would not need).
 */
export const describeOnMongod = async (
  what: string,
  suite: (name: string, fresh: FreshDatabase) => void,
): Promise<void> => {
  const url = process.env['MONGODB_URL'] ?? '';
  if (url !== '') {
    describe('on the server at MONGODB_URL', () => suite(what, () => freshDatabaseOn(url)));
    return;
  }
  const mongod = await findMongod();
  if ('reasons' in mongod) skip(what, mongod.reasons);
  else describeOnOwn(mongod, what, suite);
};

/** A read-model store in a database of its own, for the contract suites. */
export const inFreshDatabase = <Client>(
  fresh: FreshDatabase,
  open: (settings: { readonly url: string }) => Promise<Client>,
): StoreUnderTest<Client> => {
  const { url, remove } = fresh();
  return { open: () => open({ url }), dispose: remove };
};
