import { readEventTime, RULES, type JsonObject } from '#domain';
import { get, getCall, isSettled, listCalls, post, postUntilTaken } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { someCalls } from '../support/generateCalls.js';
import { exportedMetrics, usedMetrics } from '../support/monitoring.js';
import { randomFrom, shuffle } from '../support/random.js';
import { freshFlow } from '../support/seed.js';
import { startProduct, STANDALONE, type Product } from '../support/startProduct.js';
import { storedDocuments, type StoredDocuments } from '../support/storedDocuments.js';
import { withOutputs } from '../support/withOutputs.js';
import { describeOnStorePairs, makeEmbedded, type StorePair } from '../support/storePairs.js';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
/** Engagements. `E2E_CALLS=5000 npm run jest -- test/e2e/processes` tries many; it takes its time. */
const CALLS = Number(process.env.E2E_CALLS ?? 60);
const SETTLED_WITHIN = 120_000 + CALLS * 600;
const APPS = {
  ingestOne: { main: 'dist/apps/ingest/src/main.js', env: {} },
  ingestTwo: { main: 'dist/apps/ingest/src/main.js', env: {} },
  projectorOne: { main: 'dist/apps/projector/src/main.js', env: { PROJECTOR_PARTITION: '1/3' } },
  projectorTwo: { main: 'dist/apps/projector/src/main.js', env: { PROJECTOR_PARTITION: '2/3' } },
  projectorThree: { main: 'dist/apps/projector/src/main.js', env: { PROJECTOR_PARTITION: '3/3' } },
  api: { main: 'dist/apps/api/src/main.js', env: {} },
} as const;
type App = keyof typeof APPS;
const APP_NAMES = Object.keys(APPS) as App[];
const ONE_OF_EACH_KIND: readonly App[] = ['ingestOne', 'projectorTwo', 'api'];
/** A worker that waits for another one's lease, or an API whose projection is still being made, is up all the same. */
const UP = '/health/live';
const EVENTS_A_POST = 500;

/** The seed and generated calls, as the platform would send them if nothing went wrong. */
const flow = freshFlow();
// a time that cannot be read or believed is the receipt's, which is another one in every run
const calls = someCalls(CALLS, SEED, { defects: 0.2 }).filter(({ events }) =>
  events.every((body) => (readEventTime(body.event_time) ?? 0) >= RULES.earliestTime),
);
const bodies: readonly JsonObject[] = [...flow.bodies, ...calls.flatMap(({ events }) => events)];
const recordIds = [flow.recordId, ...calls.flatMap(({ recordId }) => recordId ?? [])];

/** The same deliveries, in the platform's order, through one undisturbed process over embedded stores: once for all pairs. */
let undisturbed: StoredDocuments;
let metricsOfOne: ReadonlySet<string>;
beforeAll(async () => {
  const own = await makeEmbedded();
  const product = await startProduct(own.env, STANDALONE);
  for (let from = 0; from < bodies.length; from += EVENTS_A_POST)
    expect(await post(product.url, bodies.slice(from, from + EVENTS_A_POST))).toBe(204);
  await until('asOf says now', () => isSettled(product.url), SETTLED_WITHIN);
  undisturbed = await storedDocuments(own.env, recordIds);
  metricsOfOne = await exportedMetrics([product.url]);
  await product.stop();
  await own.remove();
}, SETTLED_WITHIN);

await describeOnStorePairs('processes of their own', (make) => {
  let stores: StorePair;
  const running = new Map<App, Product>();
  const start = async (app: App): Promise<void> => {
    running.set(app, await startProduct({ ...stores.env, ...APPS[app].env }, APPS[app].main, UP));
  };
  const urlOf = (app: App): string => running.get(app)?.url ?? '';

  beforeEach(async () => {
    stores = await make();
  });
  afterEach(async () => {
    await Promise.all([...running.values()].map((process) => process.stop('SIGKILL')));
    running.clear();
    await stores.remove();
  });

  /** What a run that does not settle hangs on. */
  const explain = async (error: unknown): Promise<never> => {
    const { body } = await get(`${urlOf('api')}/v1/projections`);
    throw new Error(`${String(error)}\n${JSON.stringify(body)}`);
  };

  test(
    `two ingests, three projectors and an API, killed and started again in turn (over servers all, over embedded stores one of each kind), end at the documents of one undisturbed embedded process, byte for byte (${CALLS} engagements, TEST_SEED=${SEED})`,
    async () => {
      const random = randomFrom(SEED);
      await Promise.all(APP_NAMES.map(start));
      const repeats = bodies.filter(() => random.int(0, 4) === 0);
      const waiting = shuffle(SEED, [...bodies, ...repeats]).entries();
      let delivered = 0;
      const sender = async (): Promise<void> => {
        for (const [i, body] of waiting) {
          await postUntilTaken(() => urlOf(i % 2 === 0 ? 'ingestOne' : 'ingestTwo'), body);
          delivered += 1;
        }
      };
      const sending = Promise.all(Array.from({ length: 8 }, sender));
      const victims = stores.env.EVENT_STORE_URL === undefined ? ONE_OF_EACH_KIND : APP_NAMES;
      for (const [i, victim] of shuffle(SEED, victims).entries()) {
        const share = ((i + 1) * bodies.length) / (victims.length + 1);
        await until('some deliveries', () => Promise.resolve(delivered >= share), SETTLED_WITHIN);
        await running.get(victim)?.stop('SIGKILL');
        await start(victim);
      }
      await sending;
      await withOutputs(running, () => until('settled', () => isSettled(urlOf('api')), SETTLED_WITHIN).catch(explain));

      const got = await storedDocuments(stores.env, recordIds);
      // a given server tells of former runs too
      const known = new Set(undisturbed.calls);
      const ours = stores.sharesLog ? got.calls.filter((call) => known.has(call)) : got.calls;
      expect(ours).toEqual(undisturbed.calls);
      expect(got.records).toEqual(undisturbed.records);
      if (!stores.sharesLog) expect(await listCalls(urlOf('api'))).toHaveLength(undisturbed.calls.length);
      const seed = await getCall(urlOf('api'), flow.contactDialog);
      expect(seed).toMatchObject({ id: flow.consultantDialog, durations: { dialSeconds: 17, talkSeconds: 7 } });

      for (const exported of [metricsOfOne, await exportedMetrics(APP_NAMES.map(urlOf))])
        expect(usedMetrics().filter((name) => !exported.has(name))).toEqual([]);

      // code 0: it ended by itself, before the limit after which it gives up (9 s, with code 1)
      const codes = await Promise.all([...running.values()].map((process) => process.stop()));
      expect(codes).toEqual(APP_NAMES.map(() => 0));
    },
    2 * SETTLED_WITHIN,
  );
});
