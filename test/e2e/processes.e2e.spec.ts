import { readEventTime } from '#domain';
import { get, getCall, listCalls, post, postUntilTaken, timeless } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { someCalls } from '../support/generateCalls.js';
import { randomFrom, shuffle } from '../support/random.js';
import { startProduct, STANDALONE, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
const CALLS = 250;
const APPS = {
  ingestOne: 'dist/apps/ingest/src/main.js',
  ingestTwo: 'dist/apps/ingest/src/main.js',
  projector: 'dist/apps/projector/src/main.js',
  api: 'dist/apps/api/src/main.js',
} as const;
type App = keyof typeof APPS;
/** A worker that waits for another one's lease, or an API whose projection is still being made, is up all the same. */
const UP = '/health/live';

await describeOnStorePairs('processes of their own', (make) => {
  let stores: StorePair;
  const running = new Map<App, Product>();
  const start = async (app: App): Promise<void> => {
    running.set(app, await startProduct(stores.env, APPS[app], UP));
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
    const outputs = [...running].map(([app, process]) => `${app}: ${process.output().slice(-2_000)}`);
    throw new Error(`${String(error)}\n${JSON.stringify(body)}\n${outputs.join('\n')}`);
  };

  /** The same deliveries, in the platform's order, through one undisturbed process over stores of their own. */
  const undisturbed = async (calls: ReturnType<typeof someCalls>) => {
    const own = await make();
    const product = await startProduct(own.env, STANDALONE);
    for (const { events } of calls) expect(await post(product.url, events)).toBe(204);
    await until('asOf says now', () => isSettled(product.url), 300_000);
    const expected = (await listCalls(product.url, 'sort=startedAt')).map(timeless);
    await product.stop();
    await own.remove();
    return expected;
  };
  /** Nothing is left to do when asOf keeps up with the clock. */
  const isSettled = async (url: string): Promise<boolean> => {
    for (let times = 0; times < 3; times++) {
      const before = Date.now();
      const response = await fetch(`${url}/v1/calls?limit=1`);
      const { asOf } = (await response.json()) as { asOf?: string };
      if (asOf === undefined || Date.parse(asOf) < before) return false;
    }
    return true;
  };

  test(`two ingests, a projector and an API, each killed and started again in turn, end at the same calls (TEST_SEED=${SEED})`, async () => {
    const random = randomFrom(SEED);
    // a time that cannot be read is the receipt's, which is another one in every run
    const calls = someCalls(CALLS, SEED, { defects: 0.2 }).filter(({ events }) =>
      events.every((body) => readEventTime(body.event_time) !== null),
    );
    const expected = await undisturbed(calls);
    await Promise.all((Object.keys(APPS) as App[]).map(start));

    const bodies = calls.flatMap(({ events }) => events);
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
    const victims: App[] = ['ingestOne', 'projector', 'ingestTwo', 'api', 'projector', 'ingestOne'];
    for (const [i, victim] of victims.entries()) {
      const share = ((i + 1) * bodies.length) / (victims.length + 1);
      await until('some deliveries', () => Promise.resolve(delivered >= share), 120_000);
      await running.get(victim)?.stop('SIGKILL');
      await start(victim);
    }
    await sending;
    await until('settled', () => isSettled(urlOf('api')), 300_000).catch(explain);

    const got = (await listCalls(urlOf('api'), 'sort=startedAt')).map(timeless);
    expect(got.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
    expect(got).toEqual(expected);
    const [first] = expected;
    await expect(getCall(urlOf('api'), first!.legs[0]!.dialogUuid)).resolves.toMatchObject({ id: first!.id });

    const codes = await Promise.all([...running.values()].map((process) => process.stop()));
    expect(codes).toEqual([0, 0, 0, 0]);
  }, 900_000);
});
