import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES, type DeliveryDay } from '#domain';
import { DELIVERIES } from '#ports';
import { readDeliveryDays } from '#projections';
import { startProjector } from '#projector';
import type { Stores } from '#stores';
import { allCalls, deliverAll, ingestInto, isCaughtUp, until } from '../support/deliver.js';
import { someCalls } from '../support/generateCalls.js';
import { openAsProjector } from '../support/openAsProjector.js';
import { eventIdOf, streams } from '../support/recorded.js';
import { crashSeed, killAtRandom, KILLS } from './killAtRandom.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A day's counts stand in the order in which their names were first seen. */
const inOneOrder = ({ day, counts }: DeliveryDay) => [day, counts.map((one) => JSON.stringify(one)).sort()];

/** Opens the folder's stores, delivers, lets the projector catch up, and gives what came of it. */
const finish = async (dataDir: string, deliver: (stores: Stores) => Promise<void>) => {
  const stores = await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir });
  await deliver(stores);
  const projector = startProjector({
    ...stores,
    streams,
    partition: { k: 1, n: 1 },
    rules: RULES,
    newRulesSwitch: 'auto',
    pollMilliseconds: 20,
    now: Date.now,
    logger: quiet,
  });
  await until('caught up', () => isCaughtUp(stores.log, stores.readModels), 120_000);
  await until('all deliveries are counted', async () => {
    const counted = await stores.readModels.checkpoint(null, DELIVERIES);
    return (counted?.position ?? '') >= ((await stores.log.head()) ?? '');
  });
  const calls = await allCalls(stores.readModels);
  const days = await readDeliveryDays(stores.readModels, null, null);
  const ids = new Map<string, number>();
  for await (const { events, caughtUp } of stores.log.follow({
    after: null,
    prefixes: [''],
    signal: AbortSignal.timeout(60_000),
  })) {
    for (const { stream, id } of events) ids.set(`${stream} ${id}`, (ids.get(`${stream} ${id}`) ?? 0) + 1);
    if (caughtUp) break;
  }
  await projector.stop();
  await stores.close();
  return { calls, ids, counts: days.map(inOneOrder) };
};

test(`a worker killed ${KILLS} times under load ends at the same documents as an undisturbed one (CRASH_SEED=${crashSeed})`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'projector-crash-'));
  try {
    const bodies = someCalls(400, crashSeed, { defects: 0.2 }).flatMap(({ events }) => events);
    const file = join(folder, 'deliveries.ndjson');
    await writeFile(file, bodies.map((body) => `${JSON.stringify(body)}\n`).join(''));
    const acknowledged = new Set<number>();
    const dataDir = join(folder, 'killed');
    for (let kill = 0; kill < KILLS; kill++) {
      await killAtRandom({
        program: './projectUnderLoad.mjs',
        args: [dataDir, file, String(acknowledged.size % bodies.length)],
        times: 1,
        withinMs: 250,
        seed: crashSeed + kill,
        onLine: (line) => acknowledged.add(Number(line)),
      });
    }
    const killed = await finish(dataDir, ({ log }) =>
      deliverAll(
        [ingestInto(log)],
        bodies.filter((_, place) => !acknowledged.has(place)),
      ),
    );
    const undisturbed = await finish(join(folder, 'undisturbed'), ({ log }) => deliverAll([ingestInto(log)], bodies));

    const kept = new Set([...killed.ids.keys()].map((key) => key.split(' ')[1]));
    expect(undisturbed.calls.length).toBeGreaterThan(300);
    expect([...acknowledged].filter((place) => !kept.has(eventIdOf(bodies[place]!)))).toEqual([]);
    expect([...killed.ids].filter(([, times]) => times !== 1)).toEqual([]);
    expect(killed.calls).toEqual(undisturbed.calls);
    expect(undisturbed.counts.length).toBeGreaterThan(0);
    expect(killed.counts).toEqual(undisturbed.counts);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);
