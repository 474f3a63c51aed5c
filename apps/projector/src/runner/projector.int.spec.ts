import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '#stores';
import { RULES, type JsonObject } from '#domain';
import { StoreUnavailable } from '#ports';
import { allCalls, deliverAll, ingestInto, isCaughtUp, until } from '../../../../test/support/deliver.js';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { openAsProjector } from '../../../../test/support/openAsProjector.js';
import { shuffle } from '../../../../test/support/random.js';
import { streams } from '../../../../test/support/recorded.js';
import { SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG, voiceCampaignManual } from '../../../../test/support/seed.js';
import { withMethod } from '../../../../test/support/withMethod.js';
import type { HandledBatch } from './checkpoints.js';
import { projectPartition } from '../projection/projectPartition.js';
import { startProjector, type Projector } from './projector.js';

const SEED = Number(process.env.TEST_SEED ?? 20261124);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the projector over the embedded stores', () => {
  let folder: string;
  let stores: Stores;
  const projectors: Projector[] = [];
  /** Of the worker that was started last: who has handled all that the log held. */
  let handledAll: Set<string>;

  const work = (k = 1, n = 1): Projector => {
    const caughtUp = (handledAll = new Set<string>());
    const projector = startProjector({
      ...stores,
      streams,
      partition: { k, n },
      rules: RULES,
      newRulesSwitch: 'auto',
      pollMilliseconds: 20,
      now: Date.now,
      logger: quiet,
      onHandled: (by, batch) => (batch.caughtUp ? caughtUp.add(by) : caughtUp.delete(by)),
    });
    projectors.push(projector);
    return projector;
  };
  const stopAll = async (): Promise<void> => {
    await Promise.all(projectors.splice(0).map((projector) => projector.stop()));
  };
  const caughtUp = (): Promise<void> => until('caught up', () => isCaughtUp(stores.log, stores.readModels));
  const open = async (): Promise<void> => {
    stores = await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir: folder });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'projector-'));
    await open();
  });
  afterEach(async () => {
    await stopAll();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The calls of these deliveries in a store of their own, delivered in the platform's order through one ingest. */
  const undisturbed = async (bodies: readonly JsonObject[]) => {
    await deliverAll([ingestInto(stores.log)], bodies, undefined, 1);
    work();
    await caughtUp();
    const calls = await allCalls(stores.readModels);
    await stopAll();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
    await open();
    return calls;
  };

  test('makes the documented call, found by either dialog', async () => {
    work();
    await deliverAll([ingestInto(stores.log)], [...voiceCampaignManual()].reverse());
    await caughtUp();
    const [generation] = await stores.readModels.generations('calls');
    const call = await stores.readModels.callOfDialog(generation!, SEED_CONTACT_DIALOG);
    expect(call).toMatchObject({
      id: SEED_CONSULTANT_DIALOG,
      outcome: 'conversation',
      hangup: { side: 'contact', rule: 'earlier_hangup' },
      durations: { ringSeconds: 10, dialSeconds: 17, talkSeconds: 7, callSeconds: 25, afterSeconds: 1 },
    });
    await expect(allCalls(stores.readModels)).resolves.toHaveLength(1);
  });

  test('generated calls of every kind, shuffled, repeated and spread over two ingests, end as the same documents', async () => {
    console.info(`seed ${SEED}`);
    const bodies = someCalls(150, SEED, { defects: 0.3 }).flatMap(({ events }) => events);
    const expected = await undisturbed(bodies);
    work();
    const deliveries = shuffle(SEED, [...bodies, ...bodies.filter((_, i) => i % 3 === 0)]);
    await deliverAll([ingestInto(stores.log), ingestInto(stores.log)], deliveries);
    await caughtUp();
    const got = await allCalls(stores.readModels);
    expect(got).toHaveLength(expected.length);
    expect(got).toEqual(expected);
  });

  test('three partitions make the same documents as one, and a later single one goes on from the lowest', async () => {
    const bodies = someCalls(60, SEED + 1).flatMap(({ events }) => events);
    const expected = await undisturbed(bodies);
    [1, 2, 3].forEach((k) => work(k, 3));
    await deliverAll([ingestInto(stores.log)], bodies.slice(0, 300));
    await caughtUp();
    await stopAll();
    work();
    await deliverAll([ingestInto(stores.log)], bodies.slice(300));
    await until('one partition left', async () => {
      const [generation] = await stores.readModels.generations('calls');
      const names = (await stores.readModels.checkpoints(generation!)).map(({ consumer }) => consumer);
      return names.length === 1 && names[0] === 'partition-1/1';
    });
    await caughtUp();
    await expect(allCalls(stores.readModels)).resolves.toEqual(expected);
  });

  test('a worker stopped in the middle goes on where it stood, and two workers on one partition do no harm', async () => {
    const bodies = someCalls(80, SEED + 2).flatMap(({ events }) => events);
    const expected = await undisturbed(bodies);
    const deliver = deliverAll([ingestInto(stores.log)], bodies);
    for (let round = 0; round < 5; round++) {
      const before = await stores.readModels.checkpoint(null, 'linker');
      const workers = [work(), work()];
      await until('some progress', async () => {
        const now = await stores.readModels.checkpoint(null, 'linker');
        return now?.position !== before?.position || isCaughtUp(stores.log, stores.readModels);
      });
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    await deliver;
    work();
    await caughtUp();
    await expect(allCalls(stores.readModels)).resolves.toEqual(expected);
  });

  test('one partition after only one of two had ever run makes the documents of both', async () => {
    const bodies = someCalls(40, SEED + 3).flatMap(({ events }) => events);
    const expected = await undisturbed(bodies);
    await deliverAll([ingestInto(stores.log)], bodies);
    work(1, 2);
    await until('the half has caught up', () => Promise.resolve(handledAll.size === 2));
    await stopAll();
    expect((await allCalls(stores.readModels)).length).toBeLessThan(expected.length);
    work();
    await caughtUp();
    await expect(allCalls(stores.readModels)).resolves.toEqual(expected);
  });

  test('a former partition that could not be forgotten at first is forgotten by the next run', async () => {
    await deliverAll([ingestInto(stores.log)], voiceCampaignManual());
    const generation = await stores.readModels.openProjection('calls', RULES.version, await stores.log.identity());
    const parts = { ...stores, generation, rules: RULES, now: Date.now };
    const runTo = async (n: number, readModels = stores.readModels): Promise<void> => {
      const stop = new AbortController();
      const onHandled = ({ caughtUp: isThere }: HandledBatch): void => (isThere ? stop.abort() : undefined);
      await projectPartition({ ...parts, readModels, partition: { k: 1, n }, onHandled }, stop.signal);
    };
    const consumers = async () =>
      (await stores.readModels.checkpoints(generation)).map(({ consumer }) => consumer).sort();
    await runTo(1);
    // two partitions come after the one: the second completes them, and is cut off before it can forget
    await runTo(2);
    const away = new StoreUnavailable('away for a moment');
    const failing = withMethod(stores.readModels, 'dropCheckpoint', () => Promise.reject(away));
    const stop = new AbortController();
    const second = { ...parts, partition: { k: 2, n: 2 }, onHandled: () => undefined };
    await expect(projectPartition({ ...second, readModels: failing }, stop.signal)).rejects.toBe(away);
    expect(await consumers()).toEqual(['partition-1/1', 'partition-1/2', 'partition-2/2']);
    await runTo(2);
    expect(await consumers()).toEqual(['partition-1/2', 'partition-2/2']);
  });

  test('a write that fails ends the projection, to be tried again, though nothing more comes', async () => {
    await deliverAll([ingestInto(stores.log)], voiceCampaignManual());
    const generation = await stores.readModels.openProjection('calls', RULES.version, await stores.log.identity());
    const away = new StoreUnavailable('away for a moment');
    const projection = projectPartition(
      {
        ...stores,
        readModels: withMethod(stores.readModels, 'replaceDocuments', () => Promise.reject(away)),
        generation,
        partition: { k: 1, n: 1 },
        rules: RULES,
        now: Date.now,
        onHandled: () => undefined,
      },
      new AbortController().signal,
    );
    await expect(projection).rejects.toBe(away);
  });

  test('a worker that was started and stopped before the first event goes on when events come', async () => {
    work();
    await until('running on the empty log', () => Promise.resolve(handledAll.size === 2));
    await stopAll();
    work();
    await until('running again', () => Promise.resolve(handledAll.size === 2));
    await deliverAll([ingestInto(stores.log)], voiceCampaignManual());
    await caughtUp();
    await expect(allCalls(stores.readModels)).resolves.toHaveLength(1);
  });

  test('a log that is not the one the documents were made from stops the projector and says what to do', async () => {
    work();
    await deliverAll([ingestInto(stores.log)], voiceCampaignManual());
    await caughtUp();
    await stopAll();
    await stores.close();
    for (const file of ['events.db', 'events.db-wal', 'events.db-shm']) await rm(join(folder, file), { force: true });
    await open();
    const projector = work();
    const working = () => projector.states().filter(({ id: { kind } }) => kind === 'projection' || kind === 'linker');
    await until('failed', () =>
      Promise.resolve(working().length === 2 && working().every(({ state }) => state === 'failed')),
    );
    expect(working()[0]?.reason).toMatch(/another event log.*remove the read models/s);
  });
});
