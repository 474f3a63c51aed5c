import { MongoClient } from 'mongodb';
import { StoreUnavailable, type Generation, type PutResult, type ReadModels, type StreamDocuments } from '#ports';
import { allCalls, aCall, aMove, documentsOf, EVERY_CALL, positionAt } from '../../../test/contract/someCalls.js';
import { describeOnOwnMongod } from '../../../test/mongod/describeOnMongod.js';
import type { RunningMongod, Topology } from '../../../test/mongod/startMongod.js';
import { openMongoReadModels } from './openReadModels.js';

const STREAMS = 300;
const DATABASE = 'crash';

/** A command of a put before which the server is stopped, and then killed. */
interface Moment {
  readonly topology: Topology;
  readonly moment: string;
  readonly command: string;
  readonly collection?: string;
  /** How many of the batch's calls are there after a restart. */
  readonly visible: number;
}

const MOMENTS: readonly Moment[] = [
  { topology: 'standalone', moment: 'before its calls', command: 'insert', collection: 'calls.v1', visible: 0 },
  {
    topology: 'standalone',
    moment: 'between its calls and its streams',
    command: 'insert',
    collection: 'calls.v1.streams',
    visible: STREAMS,
  },
  {
    topology: 'standalone',
    moment: 'before its checkpoint',
    command: 'update',
    collection: 'checkpoints',
    visible: STREAMS,
  },
  { topology: 'replica set', moment: 'before its calls', command: 'insert', collection: 'calls.v1', visible: 0 },
  {
    topology: 'replica set',
    moment: 'between its calls and its streams',
    command: 'insert',
    collection: 'calls.v1.streams',
    visible: 0,
  },
  { topology: 'replica set', moment: 'before its commit', command: 'commitTransaction', visible: 0 },
];

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

/**
 * Lets `work` come to the moment and kills the server there. What had been written until then has reached the disk: else a kill might
 * look like no more than a put that never began.
 */
const killAt = async (
  mongod: RunningMongod,
  { command, collection }: Moment,
  work: () => Promise<unknown>,
): Promise<unknown> => {
  const client = await MongoClient.connect(mongod.url, { directConnection: true });
  const admin = client.db('admin');
  const data = {
    failCommands: [command],
    blockConnection: true,
    blockTimeMS: 60_000,
    ...(collection === undefined ? {} : { namespace: `${DATABASE}.${collection}` }),
  };
  const { count } = await admin.command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data });
  const outcome = work().catch((error: unknown) => error);
  await admin.command({ waitForFailPoint: 'failCommand', timesEntered: Number(count) + 1, maxTimeMS: 30_000 });
  await admin.command({ fsync: 1 });
  await client.close();
  await mongod.kill();
  return outcome;
};

await describeOnOwnMongod('MongoDB read models, the server killed in the middle of a batch', (start) => {
  it.each(MOMENTS)('$topology, $moment: nothing is lost, and the same client can repeat it', async (moment) => {
    const mongod = await start(moment.topology, { failPoints: true });
    const readModels = await openMongoReadModels({ url: `${mongod.url}${DATABASE}?serverSelectionTimeoutMS=500` });
    const generation: Generation = await readModels.openProjection('calls', '1', 'log');
    const put = (number: number): Promise<PutResult> => readModels.put(generation, batch(number), moveTo(number));
    const idsOf = async (number: number): Promise<string[]> =>
      (await allCalls(readModels, generation)).map(({ id }) => id).filter((id) => id.startsWith(`batch-${number}-`));
    const page = { filter: EVERY_CALL, sort: 'startedAt', limit: 1, after: null } as const;

    await put(1);
    expect(await killAt(mongod, moment, () => put(2))).toBeInstanceOf(StoreUnavailable);
    await expect(readModels.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(readModels.findCalls(generation, page)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(put(2)).rejects.toBeInstanceOf(StoreUnavailable);

    await mongod.restart();
    await untilItAnswers(readModels);
    expect(await readModels.checkpoint(generation, '1/1')).toMatchObject({ position: positionAt(1) });
    expect(await idsOf(1)).toHaveLength(STREAMS);
    expect(await idsOf(2)).toHaveLength(moment.visible);

    await put(2);
    expect((await idsOf(2)).sort()).toEqual(
      batch(2)
        .map(({ stream }) => stream)
        .sort(),
    );
    expect(await put(3)).toMatchObject({ written: STREAMS });
    await readModels.close();
  });
});
