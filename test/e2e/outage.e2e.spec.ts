import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '#domain';
import { openEventLog } from '#stores';
import { followToHead } from '../contract/someEvents.js';
import { EventStoreDouble } from '../doubles/eventstore/eventStoreDouble.js';
import { NO_FAULTS } from '../doubles/eventstore/faults.js';
import { describeOnOwnMongod } from '../mongod/describeOnMongod.js';
import type { RunningMongod } from '../mongod/startMongod.js';
import { get, getCall, listCalls, post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { someCalls } from '../support/generateCalls.js';
import { shuffle } from '../support/random.js';
import { SEED_CONSULTANT_DIALOG, SEED_RECORD_ID, voiceCampaignManual } from '../support/seed.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { withOutputs } from '../support/withOutputs.js';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
/** How long "at once" may take on a busy machine; what would hang is noticed after 10 s or more by its driver. */
const AT_ONCE_MS = 2_500;
const BOUNDED_MS = 8_000;

const MAINS = {
  /** Keeps what comes during an outage; gives the log one second. */
  spooling: 'dist/apps/ingest/src/main.js',
  /** Refuses it. */
  refusing: 'dist/apps/ingest/src/main.js',
  projector: 'dist/apps/projector/src/main.js',
  api: 'dist/apps/api/src/main.js',
} as const;
type App = keyof typeof MAINS;

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly retryAfter: string | null;
  readonly milliseconds: number;
}
const answerOf = async (request: () => Promise<Response>): Promise<Answer> => {
  const began = performance.now();
  const response = await request();
  await response.arrayBuffer();
  const { headers, status } = response;
  const milliseconds = performance.now() - began;
  return { status, type: headers.get('content-type'), retryAfter: headers.get('retry-after'), milliseconds };
};
const REFUSED = { status: 503, type: expect.stringContaining('application/problem+json') as string, retryAfter: '2' };

interface Health {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}

await describeOnOwnMongod("outages, on EventStoreDB's double + MongoDB", (startMongod) => {
  let folder: string;
  let double: EventStoreDouble;
  let mongod: RunningMongod;
  const running = new Map<App, Product>();

  const start = async (app: App, appendSeconds = '1'): Promise<void> => {
    const mongo = new URL(mongod.url);
    mongo.pathname = '/outage';
    const env = {
      DATA_DIR: join(folder, app),
      EVENT_STORE_URL: double.url,
      READ_MODEL_URL: mongo.href,
      APPEND_SECONDS: appendSeconds,
      INGEST_SPOOL: app === 'spooling' ? 'on' : 'off',
    };
    running.set(app, await startProduct(env, MAINS[app], '/health/live'));
  };
  const urlOf = (app: App): string => running.get(app)?.url ?? '';
  const healthOf = async (app: App): Promise<Health> => (await get(`${urlOf(app)}/health/ready`)).body as Health;
  const becomes = (app: App, status: string): Promise<void> =>
    until(`${app} is ${status}`, async () => (await healthOf(app)).status === status);
  const metric = async (app: App, name: string): Promise<number> => {
    const text = await (await fetch(`${urlOf(app)}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const postTo = (app: App, body: JsonObject): Promise<Answer> =>
    answerOf(() =>
      fetch(`${urlOf(app)}/webhooks/main`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  const askApi = (): Promise<Answer> => answerOf(() => fetch(`${urlOf('api')}/v1/calls`));

  const bodies = shuffle(
    SEED,
    someCalls(40, SEED, { kinds: ['manual', 'preview', 'predictive', 'retries', 'inbound'] }).flatMap(
      ({ events }) => events,
    ),
  );
  const spool = async (some: readonly JsonObject[]): Promise<void> => {
    const statuses = await Promise.all(some.map((body) => post(urlOf('spooling'), body)));
    expect(new Set(statuses)).toEqual(new Set([204]));
  };
  const expectSeed = async (): Promise<void> => {
    await until('the documented call is whole', async () => {
      const call = await getCall(urlOf('api'), SEED_CONSULTANT_DIALOG);
      return call?.status === 'ended' && call.legs.length === 2 && call.durations.dialSeconds === 17;
    });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'call-analytics-outage-'));
    [double, mongod] = await Promise.all([EventStoreDouble.start(), startMongod()]);
  });
  afterEach(async () => {
    await Promise.all([...running.values()].map((process) => process.stop('SIGKILL')));
    running.clear();
    await double.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    `processes start while both stores are away, refuse or spool, and go on by themselves (TEST_SEED=${SEED})`,
    () =>
      withOutputs(running, async () => {
        const flow = voiceCampaignManual();
        await Promise.all([double.kill(), mongod.kill()]);
        await Promise.all((Object.keys(MAINS) as App[]).map((app) => start(app)));

        // away from the start: each says what is away, and lives
        await spool(flow.slice(0, 5));
        const refused = await postTo('refusing', flow[5]!);
        expect(refused).toMatchObject(REFUSED);
        expect(refused.milliseconds).toBeLessThan(AT_ONCE_MS);
        const asked = await askApi();
        expect(asked).toMatchObject(REFUSED);
        expect(asked.milliseconds).toBeLessThan(AT_ONCE_MS);
        expect(await healthOf('spooling')).toMatchObject({
          status: 'degraded',
          checks: { eventLog: { ok: true, detail: expect.stringContaining('spooling: 5 events wait') as string } },
        });
        expect(await healthOf('refusing')).toMatchObject({ status: 'not ready', checks: { eventLog: { ok: false } } });
        for (const app of ['projector', 'api'] as const) {
          expect(await healthOf(app)).toMatchObject({
            status: 'not ready',
            checks: {
              eventLog: { ok: false, detail: expect.stringContaining('the event log is away') as string },
              readModels: { ok: false, detail: expect.stringContaining('the read-model store is away') as string },
            },
          });
        }
        expect(await metric('spooling', 'ingest_spooled_events')).toBe(5);
        expect(await metric('spooling', 'ingest_event_log_away')).toBe(1);

        // a spool outlives its process
        await running.get('spooling')?.stop('SIGKILL');
        await start('spooling');
        expect(await metric('spooling', 'ingest_spooled_events')).toBe(5);

        // the log comes back, still starting; then MongoDB
        await double.restart();
        await double.setFaults({ notReady: true });
        await spool(flow.slice(5));
        await double.setFaults(NO_FAULTS);
        await becomes('spooling', 'ready');
        await becomes('refusing', 'ready');
        expect(await metric('spooling', 'ingest_spooled_events')).toBe(0);
        expect(await metric('spooling', 'ingest_drained_total')).toBe(9);
        expect(await metric('spooling', 'ingest_event_log_away')).toBe(0);
        expect(await askApi()).toMatchObject(REFUSED);
        await mongod.restart();
        await expectSeed();
        await becomes('projector', 'ready');
        await becomes('api', 'ready');
        const { body: record } = await get(`${urlOf('api')}/v1/records/${SEED_RECORD_ID}`);
        expect(record).toMatchObject({ reached: true, attempts: [{ id: SEED_CONSULTANT_DIALOG }] });

        // away again while all run: the log is frozen, then killed; ingest is killed too; MongoDB is killed
        const third = Math.ceil(bodies.length / 3);
        await double.setFaults({ frozen: true });
        const first = await postTo('refusing', bodies[0]!);
        expect(first).toMatchObject(REFUSED);
        expect(first.milliseconds).toBeLessThan(BOUNDED_MS); // APPEND_SECONDS is 1
        const second = await postTo('refusing', bodies[1]!);
        expect(second).toMatchObject(REFUSED);
        expect(second.milliseconds).toBeLessThan(AT_ONCE_MS);
        await spool(bodies.slice(0, third));
        const frozen = await askApi();
        expect(frozen).toMatchObject(REFUSED);
        expect(frozen.milliseconds).toBeLessThan(BOUNDED_MS);
        await double.kill();
        await spool(bodies.slice(third, 2 * third));
        await running.get('spooling')?.stop('SIGKILL');
        await start('spooling');
        await mongod.kill();
        const killed = await askApi();
        expect(killed).toMatchObject(REFUSED);
        expect(killed.milliseconds).toBeLessThan(BOUNDED_MS);
        await double.restart();
        await spool(bodies.slice(2 * third));
        await mongod.restart();

        await becomes('spooling', 'ready');
        await becomes('projector', 'ready');
        await expectEverything(flow);

        // a process told to stop during an outage stops all the same
        await Promise.all([double.kill(), mongod.kill()]);
        await spool([{ event_type: 'crm', event_name: 'contact_created', data: { id: randomUUID() } }]);
        // code 0: it ended by itself, before the limit after which it gives up (9 s, with code 1)
        const codes = await Promise.all([...running.values()].map((process) => process.stop()));
        expect(codes).toEqual([0, 0, 0, 0]);
        await double.restart();
      }),
    300_000,
  );

  test('a process told to stop while the log stands still keeps, or refuses, what is under way', () =>
    withOutputs(running, async () => {
      await Promise.all([start('spooling', '300'), start('refusing', '300')]);
      const [create, update] = voiceCampaignManual();
      await spool([create!]);
      expect((await postTo('refusing', create!)).status).toBe(204);
      await double.setFaults({ frozen: true });
      const [kept, refused] = [postTo('spooling', update!), postTo('refusing', update!)];
      for (const app of ['spooling', 'refusing'] as const) {
        await until(`${app} waits for the log`, async () => (await metric(app, 'ingest_waiting_events')) === 1);
      }
      const stopping = Promise.all([...running.values()].map((process) => process.stop()));
      expect((await kept).status).toBe(204);
      expect(await refused).toMatchObject(REFUSED);
      expect(await stopping).toEqual([0, 0]);
      await start('spooling');
      expect(await metric('spooling', 'ingest_spooled_events')).toBe(1);
      await double.setFaults(NO_FAULTS);
      await becomes('spooling', 'ready');
      expect(await metric('spooling', 'ingest_drained_total')).toBe(1);
    }));

  /** Every acknowledged event is in the log with its receipt, and in the documents once. */
  const expectEverything = async (flow: readonly JsonObject[]): Promise<void> => {
    const log = await openEventLog({ eventStoreUrl: double.url, dataDir: folder });
    const events = (await followToHead(log, ['campaignRecord-', 'dialog-', 'source-'])).flatMap((one) => one.events);
    await log.close();
    const delivered = events.filter(({ metadata }) => metadata.source === 'main');
    const sent = new Set([...flow, ...bodies].map((body) => JSON.stringify(body)));
    expect(new Set(delivered.map(({ text }) => text))).toEqual(sent);
    expect(delivered.every(({ metadata }) => metadata.receivedAt !== null)).toBe(true);
    await until('all is projected', async () => {
      const { status, body } = await get(`${urlOf('api')}/v1/projections`);
      if (status !== 200) return false;
      const { linker, items } = body as {
        linker: { lag: { events: number | null } } | null;
        items: { lag: { events: number | null } }[];
      };
      return linker?.lag.events === 0 && items[0]?.lag.events === 0;
    });
    const found = await listCalls(urlOf('api'));
    const uuids = found.flatMap(({ legs }) => legs.map(({ dialogUuid }) => dialogUuid));
    expect(new Set(uuids).size).toBe(uuids.length);
    const dialogs = [...flow, ...bodies].map(({ dialog_uuid: uuid }) => uuid).filter((uuid) => uuid !== undefined);
    expect(new Set(uuids)).toEqual(new Set(dialogs));
    expect(found.every(({ legs }) => legs.every(({ closedAt }) => closedAt !== null))).toBe(true);
  };
});
