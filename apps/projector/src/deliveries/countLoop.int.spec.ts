import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stores } from '#stores';
import { Quarantine } from '#ingest';
import type { JsonObject } from '#domain';
import { DELIVERIES, StoreUnavailable, type ReadModels } from '#ports';
import { readDeliveryDays } from '#projections';
import { deliverAll, ingestInto, until } from '../../../../test/support/deliver.js';
import { openAsProjector } from '../../../../test/support/openAsProjector.js';
import { randomFrom } from '../../../../test/support/random.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { withMethod } from '../../../../test/support/withMethod.js';
import { countLoop } from './countLoop.js';

const SEED = Number(process.env.TEST_SEED ?? 20261129);
const ROUNDS = 25;

describe('counting deliveries that belong to no call, over the embedded stores', () => {
  let folder: string;
  let stores: Stores;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deliveries-'));
    stores = await openAsProjector({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir: folder });
  });
  afterEach(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs until all of the log is handled, or until the run fails. */
  const run = async (readModels: ReadModels): Promise<void> => {
    const stop = new AbortController();
    const head = await stores.log.head();
    const stopAtHead = async (): Promise<void> => {
      if ((await stores.readModels.checkpoint(null, DELIVERIES))?.position === head) stop.abort();
    };
    await countLoop({ log: stores.log, readModels }, stop.signal, () => void stopAtHead());
  };

  const countsByKey = async (): Promise<Record<string, number>> => {
    const days = await readDeliveryDays(stores.readModels, null, null);
    const counts = days.flatMap(({ day, counts: ofDay }) =>
      ofDay.map(({ source, what, name, count }) => [`${day} ${source} ${what} ${name ?? '-'}`, count] as const),
    );
    return Object.fromEntries(counts);
  };

  it('takes those of streams of sources and of quarantines, and none that belong to a call', async () => {
    await deliverAll([ingestInto(stores.log)], [...voiceCampaignManual(), { event_name: 'contact_created' }]);
    const refused = { source: 'main', bytes: Buffer.from('{'), reason: 'not JSON' };
    await new Quarantine(stores.log).keep({ ...refused, refusedAt: '2024-06-02T00:00:00.000Z' });
    await run(stores.readModels);
    expect(await countsByKey()).toEqual({
      '2024-06-01 main unrelated contact_created': 1,
      '2024-06-02 main refused -': 1,
    });
  });

  it(`counts each once, whatever fails before or after it is durable, and though two count at once (TEST_SEED=${SEED})`, async () => {
    const random = randomFrom(SEED);
    const expected: Record<string, number> = {};
    const away = new StoreUnavailable('away for a moment');
    for (let round = 0; round < ROUNDS; round += 1) {
      const bodies = Array.from({ length: random.int(1, 8) }, (_, i): JsonObject => {
        const [day, name] = [`2024-05-0${random.int(1, 4)}`, random.pick(['contact_created', 'user_system_state'])];
        const key = `${day} main unrelated ${name}`;
        expected[key] = (expected[key] ?? 0) + 1;
        return { event_name: name, event_time: `${day} 10:00:00`, round, i };
      });
      await deliverAll([ingestInto(stores.log)], [...bodies, ...bodies]);
      const failing = withMethod(stores.readModels, 'saveSummaries', async (...args) => {
        if (random.chance(0.5)) await stores.readModels.saveSummaries(...args);
        throw away;
      });
      if (random.chance(0.5)) await expect(run(failing)).rejects.toBe(away);
      else await Promise.allSettled([run(stores.readModels), run(stores.readModels)]);
    }
    await run(stores.readModels);
    await until('all is counted', async () => {
      const checkpoint = await stores.readModels.checkpoint(null, DELIVERIES);
      return checkpoint?.position === (await stores.log.head());
    });
    expect(await countsByKey()).toEqual(expected);
  });
});
