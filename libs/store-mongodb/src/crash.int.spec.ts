import { StoreUnavailable, type Generation, type StreamDocuments } from '#ports';
import { allCalls, aCall, aMove, documentsOf, EVERY_CALL, positionAt } from '../../../test/contract/someCalls.js';
import { describeOnOwnMongod } from '../../../test/mongod/describeOnMongod.js';
import { killAt, untilItAnswers, type KillPoint } from '../../../test/mongod/killAt.js';
import { openMongoReadModels } from './openReadModels.js';

const STREAMS = 300;
const WRITES = 40;
const DATABASE = 'crash';

/** Commands of a write before which the server is stopped, and then killed. */
const MOMENTS: readonly (KillPoint & { readonly moment: string })[] = [
  { moment: 'before its streams', command: 'insert', collection: 'calls.v1.streams' },
  { moment: 'between its streams and its calls', command: 'insert', collection: 'calls.v1' },
  { moment: 'before its commit', command: 'commitTransaction' },
];

/** One call in each of so many streams; the same every time it is asked for. */
const batch = (number: number): StreamDocuments[] =>
  Array.from({ length: STREAMS }, (_, i) => {
    const stream = `batch-${number}-${i}`;
    return documentsOf(stream, 8, [aCall(stream, { id: stream })]);
  });

const moveTo = (number: number) =>
  aMove({ expected: number === 1 ? null : positionAt(number - 1), position: positionAt(number) });

await describeOnOwnMongod('MongoDB read models, the server killed in the middle of a batch', (start) => {
  it.each(MOMENTS)('$moment: nothing is lost, and the same client can repeat it', async (moment) => {
    const mongod = await start({ failPoints: true });
    const readModels = await openMongoReadModels({ url: `${mongod.url}${DATABASE}?serverSelectionTimeoutMS=500` });
    const generation: Generation = await readModels.openProjection('calls', '1', 'log');
    const store = (number: number): Promise<void> =>
      readModels.replaceDocuments(generation, batch(number), moveTo(number));
    const idsOf = async (number: number): Promise<string[]> =>
      (await allCalls(readModels, generation)).map(({ id }) => id).filter((id) => id.startsWith(`batch-${number}-`));
    const page = { filter: EVERY_CALL, sort: 'startedAt', limit: 1, after: null } as const;

    await store(1);
    expect(await killAt(mongod, DATABASE, moment, () => store(2))).toBeInstanceOf(StoreUnavailable);
    await expect(readModels.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(readModels.findCalls(generation, page)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store(2)).rejects.toBeInstanceOf(StoreUnavailable);

    await mongod.restart();
    await untilItAnswers(readModels);
    expect(await readModels.checkpoint(generation, '1/1')).toMatchObject({ position: positionAt(1) });
    expect(await idsOf(1)).toHaveLength(STREAMS);
    expect(await idsOf(2)).toEqual([]);
    const revisionsOf = async (streams: readonly string[]): Promise<number[]> => [
      ...new Set((await readModels.storedStreamsNamed(generation, streams)).map(({ revision }) => revision)),
    ];
    const [first, again] = [1, 2].map((number) => batch(number).map(({ stream }) => stream));
    expect(await revisionsOf(first!)).toEqual([8]);
    expect(await revisionsOf(again!)).toEqual([]);

    await store(2);
    expect(await revisionsOf(again!)).toEqual([8]);
    expect((await idsOf(2)).sort()).toEqual(
      batch(2)
        .map(({ stream }) => stream)
        .sort(),
    );
    await store(3);
    expect(await idsOf(3)).toHaveLength(STREAMS);
    await readModels.close();
  });

  it('after writes that nobody had on the disk: the checkpoint stands where the documents end, and all can be written again', async () => {
    const mongod = await start();
    const readModels = await openMongoReadModels({ url: `${mongod.url}${DATABASE}` });
    const generation = await readModels.openProjection('calls', '1', 'log');
    const streamOf = (number: number): string => `stream-${number % 3}`;
    const store = (number: number): Promise<void> => {
      const stream = streamOf(number);
      const documents = documentsOf(stream, number, [aCall(stream, { id: stream, holdCount: number })]);
      return readModels.replaceDocuments(generation, [documents], moveTo(number));
    };
    const stored = async (): Promise<Record<string, number>> => {
      const calls = await allCalls(readModels, generation);
      return Object.fromEntries(calls.map(({ id, holdCount }) => [id, holdCount]));
    };
    const after = (last: number): Record<string, number> =>
      Object.fromEntries([last - 2, last - 1, last].filter((n) => n > 0).map((n) => [streamOf(n), n]));

    for (let number = 1; number <= WRITES; number += 1) await store(number);
    expect(await stored()).toEqual(after(WRITES));
    await mongod.kill();
    await mongod.restart();
    await untilItAnswers(readModels);

    const position = (await readModels.checkpoint(generation, '1/1'))?.position ?? null;
    const reached = Array.from({ length: WRITES }, (_, i) => i + 1).find((n) => positionAt(n) === position) ?? 0;
    expect(await stored()).toEqual(after(reached));
    for (let number = reached + 1; number <= WRITES; number += 1) await store(number);
    expect(await stored()).toEqual(after(WRITES));
    await readModels.close();
  });
});
