import { MongoClient } from 'mongodb';
import { isoSecondsOf, type CallFilter, type StoredCall } from '#domain';
import { CheckpointConflict, GenerationConflict, StoreUnavailable, type Generation, type ReadModels } from '#ports';
import { aCall, allCalls, aMove, CLOCK, documentsOf, positionAt, sealAll } from '../../../test/contract/someCalls.js';
import { describeOnMongod, describeOnOwnMongod } from '../../../test/mongod/describeOnMongod.js';
import { until } from '../../../test/support/deliver.js';
import { killAt, untilItAnswers } from '../../../test/mongod/killAt.js';
import { callDocument, type CallDocument } from './callDocument.js';
import type { StreamDocument } from './collections.js';
import { allOf, callCondition, startsInRange } from './conditions.js';
import { byStart } from './listOrder.js';
import { openMongoReadModels } from './openReadModels.js';
import { COUNTED } from './poisonedStreams.js';

const BUILD = { rulesVersion: '2', logIdentity: 'log', switching: 'auto' } as const;
const DATABASE = 'crash';

const CALLS = 2_000;
/** For the waiting for an answer in a test that lets the server be slower; everything else has to be faster. */
const SHORT_TIMEOUT_MS = 1_500;

/** One call of many: what only it has is looked for by its index, in whose end the page has its order. */
const RARE: Partial<StoredCall> = {
  campaign: { id: 'rare', name: null },
  project: { id: 'rare', name: null },
  consultant: { id: 'rare', username: null, name: null },
  recordId: 'rare',
  attempt: { number: 9, consultantTry: 1, contactTry: 1, reservationTry: 1 },
  contact: { number: 'rare', name: null },
  outcome: 'abandoned',
  hangup: { side: 'system', dialogUuid: 'd', rule: 'earlier_hangup', certainty: 'likely', evidence: [] },
  status: 'open',
  quality: ['unlinked'],
};
const PLANS: readonly (readonly [Partial<CallFilter>, string])[] = [
  [{}, 'list'],
  [{ from: '1970-01-01T00:10:00Z', to: '1970-01-01T00:20:00Z' }, 'list'],
  [{ campaign: ['rare'] }, 'campaign'],
  [{ project: ['rare'] }, 'project'],
  [{ consultant: ['rare'] }, 'consultant'],
  [{ recordId: ['rare'] }, 'record'],
  [{ attempt: [9] }, 'attempt'],
  [{ contactNumber: ['rare'] }, 'contactNumber'],
  [{ outcome: ['abandoned'] }, 'outcome'],
  [{ hangupSide: ['system'] }, 'hangupSide'],
  [{ status: ['stale'] }, 'open'],
  [{ quality: ['unlinked'] }, 'flagged'],
];

const statesOf = async (readModels: ReadModels): Promise<string[]> =>
  (await readModels.generations('calls')).map(({ number, state }) => `${number} ${state}`);

/** A live generation and one that is ready. */
const twoGenerations = async (readModels: ReadModels): Promise<{ live: Generation; ready: Generation }> => {
  const live = await readModels.openProjection('calls', '1', 'log');
  const build = await readModels.startBuild('calls', BUILD);
  return { live, ready: await readModels.changeGeneration(build, { state: 'ready' }) };
};

await describeOnMongod('MongoDB', (name, fresh) => {
  describe(`${name} and the collections of its generations`, () => {
    let readModels: ReadModels;
    let client: MongoClient;
    let url: string;
    let remove: () => Promise<void>;
    beforeEach(async () => {
      ({ url, remove } = fresh());
      client = await MongoClient.connect(url);
    });
    afterEach(async () => {
      await readModels.close();
      await client.close();
      await remove();
    });
    const open = async (): Promise<void> => {
      readModels = await openMongoReadModels({ url });
    };
    const collections = async (): Promise<string[]> =>
      (await client.db().listCollections().toArray())
        .map((one) => one.name)
        .filter((one) => one.startsWith('calls.'))
        .sort();
    const indexesOf = async (collection: string): Promise<string[]> =>
      (await client.db().collection(collection).listIndexes().toArray())
        .map((index) => (index as { name: string }).name)
        .sort();

    it('leaves nothing behind of a build that is dropped while its indexes are made', async () => {
      await open();
      await readModels.openProjection('calls', '1', 'log');
      const build = await readModels.startBuild('calls', BUILD);
      const [ready, dropped] = await Promise.allSettled([
        readModels.changeGeneration(build, { state: 'ready' }),
        readModels.dropGeneration(build),
      ]);
      expect([ready.status, dropped.status].sort()).toEqual(['fulfilled', 'rejected']); // whoever comes first
      const ofBuild = (await collections()).filter((one) => one.startsWith('calls.v2'));
      expect(ofBuild).toHaveLength(ready.status === 'fulfilled' ? 2 : 0);
    });

    it('counts what is poisoned by an index', async () => {
      await open();
      await twoGenerations(readModels);
      const streams = client.db().collection<StreamDocument>('calls.v1.streams');
      const plan = await streams.find(COUNTED).explain('queryPlanner');
      expect(JSON.stringify(plan)).toContain('"indexName":"poisoned"');
      expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
    });

    it("reads each filter's page from where few calls are, in the order of the page", async () => {
      await open();
      await readModels.openProjection('calls', '1', 'log');
      const calls = client.db().collection<CallDocument>('calls.v1');
      await calls.insertMany(
        Array.from({ length: CALLS }, (_, i) => {
          const call = aCall(`s${i}`, {
            ...(i === CALLS / 2 ? RARE : {}),
            startedAt: isoSecondsOf(new Date(i * 1000)),
          });
          return callDocument(documentsOf(`s${i}`, 1, [call]), call);
        }),
      );
      const planOf = async (filter: Partial<CallFilter>) => {
        const asked: CallFilter = { attribution: 'start', clock: CLOCK, ...filter };
        const page = calls
          .find(allOf([startsInRange(asked), callCondition(asked)]), { limit: 51 })
          .sort(byStart('-startedAt'));
        const { queryPlanner } = (await page.explain('queryPlanner')) as { queryPlanner: { winningPlan: object } };
        const plan = JSON.stringify(queryPlanner.winningPlan);
        const indexes = [...plan.matchAll(/"indexName":"(\w+)"/g)].map(([, name]) => name);
        return { indexes: [...new Set(indexes)], sorts: plan.includes('"stage":"SORT"') };
      };
      const plans = await Promise.all(PLANS.map(async ([filter]) => planOf(filter)));
      expect(plans).toEqual(PLANS.map(([, index]) => ({ indexes: [index], sorts: false })));
    });

    it('looks at no other calls than those that the segments name, where no index serves the filter', async () => {
      await open();
      const generation = await readModels.openProjection('calls', '1', 'log');
      const places = Array.from({ length: CALLS }, (_, i) => i);
      const documents = places.map((i) => {
        const startedAt = isoSecondsOf(new Date(i * 3_600_000));
        return documentsOf(`s${i}`, 1, [aCall(`s${i}`, { startedAt, ...(i % 500 === 0 ? { source: 'rare' } : {}) })]);
      });
      await readModels.replaceDocuments(generation, documents, null);
      await sealAll(readModels, generation);
      const db = client.db();
      await db.setProfilingLevel('all');
      const filter: CallFilter = { attribution: 'start', clock: CLOCK, source: ['rare'] };
      const found = await allCalls(readModels, generation, { filter });
      await db.setProfilingLevel('off');
      expect(found).toHaveLength(CALLS / 500);
      const queries = await db
        .collection('system.profile')
        .find({ ns: /calls\.v1$/, 'command.find': 'calls.v1' })
        .toArray();
      const examined = queries.reduce((sum, { docsExamined }) => sum + Number(docsExamined), 0);
      expect({ examined, sorts: queries.some(({ hasSortStage }) => hasSortStage === true) }).toEqual({
        examined: CALLS / 500,
        sorts: false,
      });
    });

    it('has no index but that of the ids while it is built, also after a restart, and all once it is ready', async () => {
      await open();
      await readModels.openProjection('calls', '1', 'log');
      const build = await readModels.startBuild('calls', BUILD);
      await readModels.close();
      await open();
      expect(await indexesOf('calls.v2')).toEqual(['_id_']);
      await readModels.changeGeneration(build, { state: 'ready' });
      const indexes = await indexesOf('calls.v1');
      expect(indexes.length).toBeGreaterThan(10);
      expect(await indexesOf('calls.v2')).toEqual(indexes);
      expect(await indexesOf('calls.v2.streams')).toEqual(await indexesOf('calls.v1.streams'));
    });

    it('has none of a dropped one, also after a restart', async () => {
      await open();
      const { ready } = await twoGenerations(readModels);
      await readModels.replaceDocuments(ready, [documentsOf('s', 1, [aCall('s')])], null);
      await readModels.addDifferences(ready, [{ id: 'a', before: null, after: null }], 0);
      expect(await collections()).toContain('calls.v2.differences');
      await readModels.dropGeneration(ready);
      expect(await collections()).toEqual(['calls.v1', 'calls.v1.marks', 'calls.v1.streams']);
      await readModels.close();
      await open();
      expect(await collections()).toEqual(['calls.v1', 'calls.v1.marks', 'calls.v1.streams']);
    });

    it('has none of one that was dropped while others wrote into it', async () => {
      await open();
      await readModels.openProjection('calls', '1', 'log');
      for (let round = 0; round < 10; round += 1) {
        const build = await readModels.startBuild('calls', BUILD);
        const write = async (worker: number): Promise<unknown> => {
          for (let revision = 1; ; revision += 1) {
            const document = documentsOf(`s${worker}`, revision, [aCall(`s${worker}`)]);
            const expected = revision === 1 ? null : positionAt(revision - 1);
            const move = aMove({ consumer: `${worker}/3`, expected, position: positionAt(revision) });
            try {
              await readModels.replaceDocuments(build, [document], worker === 0 ? null : move);
            } catch (error) {
              return error;
            }
          }
        };
        const writing = [0, 1, 2].map(write);
        await readModels.replaceDocuments(build, [documentsOf('first', 1, [aCall('first')])], null);
        await readModels.dropGeneration(build);
        for (const error of await Promise.all(writing)) {
          const expected = [GenerationConflict, CheckpointConflict, StoreUnavailable].some(
            (kind) => error instanceof kind,
          );
          if (!expected) throw error;
        }
        expect(await collections()).toEqual(['calls.v1', 'calls.v1.marks', 'calls.v1.streams']);
        expect(await readModels.checkpoints(build)).toEqual([]);
      }
    });
  });
});

await describeOnOwnMongod('MongoDB generations, the server killed or slow in the middle of a change', (start) => {
  const opened = async (options = 'serverSelectionTimeoutMS=500') => {
    const mongod = await start({ failPoints: true });
    const url = `${mongod.url}${DATABASE}?${options}`;
    return { mongod, url, readModels: await openMongoReadModels({ url }) };
  };

  it('indexes that take longer to make than an answer is waited for are waited for', async () => {
    const { mongod, readModels } = await opened(`socketTimeoutMS=${SHORT_TIMEOUT_MS}`);
    const live = await readModels.openProjection('calls', '1', 'log');
    const build = await readModels.startBuild('calls', BUILD);
    await readModels.replaceDocuments(build, [documentsOf('s', 1, [aCall('s')])], null);
    const client = await MongoClient.connect(mongod.url, { directConnection: true });
    const admin = client.db('admin');
    const hang = (mode: 'alwaysOn' | 'off') =>
      admin.command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode });
    await hang('alwaysOn');
    const getsReady = readModels.changeGeneration(build, { state: 'ready' });
    const asking = async (): Promise<number> => {
      const { inprog } = await admin.command({ currentOp: 1, desc: /^conn/ }); // of connections, not of the server's own threads
      return (inprog as { command: object }[]).filter(({ command }) =>
        JSON.stringify(command).includes('createIndexes'),
      ).length;
    };
    await until('it is asked again, as the first has no answer', async () => (await asking()) > 1);
    await hang('off');
    await getsReady;
    const indexesOf = async (collection: string): Promise<number> =>
      (await client.db(DATABASE).collection(collection).indexes()).length;
    expect(await indexesOf('calls.v2')).toBe(await indexesOf('calls.v1'));
    expect(await statesOf(readModels)).toEqual([`${live.number} live`, '2 ready']);
    await client.close();
    await readModels.close();
  });

  it('a switch has happened or not, and can be asked for again', async () => {
    const { mongod, readModels } = await opened();
    const { live, ready } = await twoGenerations(readModels);
    const moment = { command: 'update', collection: 'projections' };
    const outcome = await killAt(mongod, DATABASE, moment, () => readModels.switchTo(ready));
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    await mongod.restart();
    await untilItAnswers(readModels);
    expect(await statesOf(readModels)).toEqual(['1 live', '2 ready']);
    expect(await readModels.openProjection('calls', '2', 'log')).toEqual(live);
    await readModels.switchTo(ready);
    await mongod.kill();
    await mongod.restart();
    await untilItAnswers(readModels);
    expect(await statesOf(readModels)).toEqual(['1 kept', '2 live']);
    await readModels.close();
  });

  it('a drop that was cut off is done when it is asked again', async () => {
    const { mongod, url, readModels } = await opened();
    const { live, ready } = await twoGenerations(readModels);
    await readModels.replaceDocuments(live, [documentsOf('s', 1, [aCall('s')])], null);
    await readModels.replaceDocuments(ready, [documentsOf('s', 1, [aCall('s')])], aMove());
    const moment = { command: 'drop', collection: 'calls.v2.streams' };
    const outcome = await killAt(mongod, DATABASE, moment, () => readModels.dropGeneration(ready));
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    await mongod.restart();
    await untilItAnswers(readModels);
    expect(await statesOf(readModels)).toEqual(['1 live', '2 dropped']);
    await expect(readModels.replaceDocuments(ready, [], null)).rejects.toBeInstanceOf(GenerationConflict);
    await readModels.dropGeneration(ready);
    const client = await MongoClient.connect(url, { directConnection: true });
    const left = (
      await client
        .db()
        .listCollections({ name: /^calls\.v2/ })
        .toArray()
    ).map(({ name }) => name);
    await client.close();
    expect(left).toEqual([]);
    expect(await allCalls(readModels, live)).toHaveLength(1);
    await readModels.close();
  });

  it('a build that was not begun can be begun', async () => {
    const { mongod, readModels } = await opened();
    await readModels.openProjection('calls', '1', 'log');
    const moment = { command: 'update', collection: 'projections' };
    const outcome = await killAt(mongod, DATABASE, moment, () => readModels.startBuild('calls', BUILD));
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    await mongod.restart();
    await untilItAnswers(readModels);
    expect(await statesOf(readModels)).toEqual(['1 live']);
    expect(await readModels.startBuild('calls', BUILD)).toMatchObject({ number: 2, state: 'building' });
    await readModels.close();
  });
});
