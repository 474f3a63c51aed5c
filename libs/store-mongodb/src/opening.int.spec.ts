import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { DocumentRefused, StoreUnavailable, type ReadModels } from '#ports';
import { countReplaced } from '../../../test/contract/countReplaced.js';
import { aCall, allCalls, aMove, documentsOf } from '../../../test/contract/someCalls.js';
import { describeOnMongod, describeOnOwnMongod, type FreshDatabase } from '../../../test/mongod/describeOnMongod.js';
import { inspectMongoReadModels } from './inspectReadModels.js';
import { openMongoReadModels } from './openReadModels.js';

/** Runs work on a fresh database and removes it. */
const onFresh = async (fresh: FreshDatabase, work: (url: string) => Promise<void>): Promise<void> => {
  const { url, remove } = fresh();
  try {
    await work(url);
  } finally {
    await remove();
  }
};

const withReadModels = async (url: string, work: (readModels: ReadModels) => Promise<void>): Promise<void> => {
  const readModels = await openMongoReadModels({ url });
  try {
    await work(readModels);
  } finally {
    await readModels.close();
  }
};

/** A port on which nobody listens. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const errorOf = async (promise: Promise<unknown>): Promise<Error> => {
  const error: unknown = await promise.then(
    () => new Error('it did not reject'),
    (reason: unknown) => reason,
  );
  return error as Error;
};

const everythingSaid = (error: Error): string =>
  `${error.message} ${error.stack ?? ''} ${error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack ?? ''}` : ''}`;

it('says that nobody answers, soon, and without the credentials', async () => {
  const url = `mongodb://somebody:s3cret@127.0.0.1:${await freePort()}/x?serverSelectionTimeoutMS=300`;
  const error = await errorOf(openMongoReadModels({ url }));
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect(everythingSaid(error)).not.toMatch(/s3cret|somebody/);
});

it.each([
  'mongodb://somebody:s3cret@@host:27017/x',
  'mongodb://somebody:s3:cret@host:port/x',
  'mongodb://somebody:s3cret@host/x?authMechanism=nonsense',
  'postgres://somebody:s3cret@host/x',
])('refuses a URL it cannot use and says how one looks, without the credentials (%#)', async (url) => {
  const error = await errorOf(openMongoReadModels({ url }));
  expect(error.message).toMatch(/mongodb:\/\/user:password@host:27017\/database/);
  expect(everythingSaid(error)).not.toMatch(/s3cret|s3:cret|cret@|somebody/);
});

await describeOnMongod('MongoDB', (name, fresh) => {
  describe(name, () => {
    it('keeps values as they are, whatever they look like', async () => {
      await onFresh(fresh, (url) =>
        withReadModels(url, async (readModels) => {
          const generation = await readModels.openProjection('calls', '1', 'log');
          const odd = aCall('$where', {
            id: '$literal.a.b',
            campaign: { id: '$$ROOT', name: '\u0000 {$ne: 1}' },
            project: { id: 1e300, name: '__proto__' },
            consultant: { id: 2 ** 53 - 1, username: 'a\\ud800b', name: null },
            holdCount: 2 ** 31,
          });
          await readModels.replaceDocuments(generation, [documentsOf('$where', 8, [odd])], null);
          expect(await allCalls(readModels, generation)).toEqual([odd]);
          expect(await countReplaced(readModels, generation, [documentsOf('$where', 9, [odd])])).toMatchObject({
            unchanged: 1,
          });
        }),
      );
    });

    it('refuses a document of more than 16 MB, and 17 of 1 MB each are stored', async () => {
      await onFresh(fresh, (url) =>
        withReadModels(url, async (readModels) => {
          const generation = await readModels.openProjection('calls', '1', 'log');
          const name = (megabytes: number) => ({ number: null, name: 'x'.repeat(megabytes * 1024 * 1024) });
          const large = documentsOf('large', 8, [aCall('large', { contact: name(17) })]);
          await expect(readModels.replaceDocuments(generation, [large], aMove())).rejects.toBeInstanceOf(
            DocumentRefused,
          );
          expect(await readModels.checkpoints(generation)).toEqual([]);
          const many = Array.from({ length: 17 }, (_, i) =>
            documentsOf(`s${i}`, 8, [aCall(`s${i}`, { contact: name(1) })]),
          );
          expect(await countReplaced(readModels, generation, many, aMove())).toMatchObject({ written: 17 });
        }),
      );
    });

    it.each(['secondary', 'nearest'])(
      'writes and reads with the primary, also with readPreference=%s',
      async (preference) => {
        await onFresh(fresh, (url) =>
          withReadModels(`${url}${url.includes('?') ? '&' : '?'}readPreference=${preference}`, async (readModels) => {
            const generation = await readModels.openProjection('calls', '1', 'log');
            const call = aCall('s');
            const replaced = await countReplaced(readModels, generation, [documentsOf('s', 8, [call])], aMove());
            expect(replaced.written).toBe(1);
            expect(await allCalls(readModels, generation)).toEqual([call]);
            expect(await readModels.checkpoints(generation)).toHaveLength(1);
          }),
        );
      },
    );

    it('leaves the marker of a removed call, with what decides who may see it, at the position of the removal', async () => {
      await onFresh(fresh, async (url) => {
        const call = aCall('s', { id: 'gone' });
        await withReadModels(url, async (readModels) => {
          const generation = await readModels.openProjection('calls', '1', 'log');
          await readModels.replaceDocuments(generation, [documentsOf('s', 8, [call])], null);
          await readModels.replaceDocuments(generation, [documentsOf('s', 9, [])], null);
        });
        const client = await MongoClient.connect(url);
        const documents = await client.db().collection('calls.v1').find().toArray();
        await client.close();
        expect(documents).toEqual([
          {
            _id: { stream: 's', id: 'gone' },
            revision: 9,
            changedAt: '0000000000000009',
            hash: null,
            removed: { source: 'main', project: call.project },
          },
        ]);
      });
    });

    it('is looked at without being made: version, replica set and clock', async () => {
      await onFresh(fresh, async (url) => {
        const inspection = await inspectMongoReadModels({ url });
        expect(inspection).toMatchObject({
          isNew: true,
          faults: [],
          indexes: { found: 0, faults: [] },
          serverDisk: null,
        });
        expect(inspection.product).toMatch(/^MongoDB \d+\.\d+\.\d+, /);
        expect(Math.abs(inspection.clocks!.server - inspection.clocks!.own)).toBeLessThan(60_000);
      });
    });

    it('makes an index that is missing, and refuses one of the same name that is another, saying what to do', async () => {
      await onFresh(fresh, async (url) => {
        await withReadModels(url, async (readModels) => {
          await readModels.openProjection('calls', '1', 'log');
        });
        const client = await MongoClient.connect(url);
        const calls = client.db().collection('calls.v1');
        const keys = async (): Promise<unknown> => (await calls.indexInformation())['campaign'];
        const declared = await keys();
        const inspection = await inspectMongoReadModels({ url });
        expect(inspection).toMatchObject({ isNew: false, faults: [], indexes: { faults: [] } });
        expect(inspection.serverDisk!.total).toBeGreaterThan(inspection.serverDisk!.free);
        await calls.dropIndex('campaign');
        const missing = { severity: 'warning', message: 'the index campaign of calls.v1 is missing' };
        expect(await inspectMongoReadModels({ url })).toMatchObject({ indexes: { faults: [missing] } });
        await (await openMongoReadModels({ url, onlyToRead: true })).close();
        expect(await keys()).toBeUndefined();
        await withReadModels(url, () => Promise.resolve());
        expect(await keys()).toEqual(declared);

        await calls.dropIndex('campaign');
        await calls.createIndexes([{ key: { 'call.campaign.name': 1 }, name: 'campaign' }]);
        const another = {
          severity: 'error',
          message: expect.stringContaining('campaign of calls.v1 is not the one') as unknown,
        };
        expect(await inspectMongoReadModels({ url })).toMatchObject({ indexes: { faults: [another] } });
        await expect(openMongoReadModels({ url })).rejects.toThrow(
          /index campaign of .*calls\.v1 is .*remove it with db\.getCollection\('calls\.v1'\)\.dropIndex\('campaign'\)/,
        );
        await client.close();
      });
    });

    it('says that the credentials are wrong, and not what they are', async () => {
      const { url } = fresh();
      const error = await errorOf(openMongoReadModels({ url: url.replace('://', '://somebody:s3cret@') }));
      expect(error).not.toBeInstanceOf(StoreUnavailable);
      expect(error.message).toMatch(/user name, password or authSource/);
      expect(everythingSaid(error)).not.toContain('s3cret');
    });
  });
});

await describeOnOwnMongod('a MongoDB server that is no member of a replica set', (start) => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'standalone-mongod-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('is refused with the two commands that make it one, which keep its data', async () => {
    const standalone = await start({ standalone: true, dataDir });
    const error = await errorOf(openMongoReadModels({ url: standalone.url }));
    expect(error).not.toBeInstanceOf(StoreUnavailable);
    expect(error.message).toMatch(/`mongod --replSet rs0` .* `mongosh --eval 'rs\.initiate\(\)'`/);
    const kept = { _id: 1 };
    const client = await MongoClient.connect(standalone.url);
    await client.db().collection<typeof kept>('kept').insertOne(kept);
    await client.close();
    await standalone.stop();

    const member = await start({ dataDir });
    await withReadModels(member.url, () => Promise.resolve());
    const again = await MongoClient.connect(member.url);
    expect(await again.db().collection('kept').find().toArray()).toEqual([kept]);
    await again.close();
    await member.stop(); // before its data are removed
  });
});
