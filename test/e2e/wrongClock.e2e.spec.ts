import { LINKER_LEASE, REBUILD_LEASE } from '#ports';
import { openStores } from '#stores';
import { getCall, post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { freshFlow } from '../support/seed.js';
import { STANDALONE, startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

const DAY_MILLISECONDS = 86_400_000;
/** Far less than the day for which a wrong clock once kept everybody waiting, also on a busy machine. */
const SOON_MILLISECONDS = 60_000;

const getJson = async <Answer>(url: string): Promise<Answer> => (await (await fetch(url)).json()) as Answer;

interface Projections {
  readonly asOf: string;
  readonly linker: { readonly lag: { readonly events: number } };
  readonly items: readonly {
    readonly name: string;
    readonly state: string;
    readonly lag: { readonly events: number };
  }[];
}

await describeOnStorePairs('a service whose clock was a day ahead when it was killed', (make) => {
  let pair: StorePair;
  let product: Product | null = null;

  /** With a partition of its own alone: a build that it begins is not finished. */
  const startAhead = (): Promise<Product> =>
    startProduct(
      { ...pair.env, PROJECTOR_PARTITION: '1/2', CLOCK_AHEAD_MS: String(DAY_MILLISECONDS) },
      STANDALONE,
      '/health/ready',
      ['--import', new URL('../support/clockAhead.mjs', import.meta.url).href],
    );

  /** It is killed while it holds both leases. */
  const killHolding = async (ahead: Product): Promise<void> => {
    const { EVENT_STORE_URL = 'sqlite', READ_MODEL_URL = 'sqlite', DATA_DIR = '' } = pair.env;
    const stores = await openStores({
      eventStoreUrl: EVENT_STORE_URL,
      readModelUrl: READ_MODEL_URL,
      dataDir: DATA_DIR,
    });
    try {
      const isHeld = async (name: string): Promise<boolean> =>
        ((await stores.readModels.lease(name))?.owner ?? null) !== null;
      await until(
        'it links, and brings the build to its end',
        async () => (await isHeld(LINKER_LEASE)) && (await isHeld(REBUILD_LEASE)),
      );
      await ahead.stop('SIGKILL');
      expect([await isHeld(LINKER_LEASE), await isHeld(REBUILD_LEASE)]).toEqual([true, true]);
    } finally {
      await stores.close();
    }
  };

  beforeEach(async () => {
    pair = await make();
  });
  afterEach(async () => {
    await product?.stop();
    product = null;
    await pair.remove();
  });

  it('goes on within seconds once the clock is right: nothing waits for the time that the wrong one said', async () => {
    const ahead = await startAhead();
    expect(ahead.output()).toMatch(
      new RegExp(new Date(Date.now() + DAY_MILLISECONDS).toISOString().slice(0, 'yyyy-mm-ddThh'.length - 3)),
    );
    for (const event of freshFlow().bodies) expect(await post(ahead.url, event)).toBe(204);
    const asked = await fetch(`${ahead.url}/admin/projections/calls/rebuilds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ switch: 'auto' }),
    });
    expect(asked.status).toBeLessThan(300);
    await killHolding(ahead);

    product = await startProduct(pair.env);
    const { url } = product;
    const began = performance.now();
    const isCreate = ({ event_name }: { event_name?: unknown }): boolean => event_name === 'dialog_create';
    const { bodies: early, contactDialog } = freshFlow();
    for (const event of [...early.filter((one) => !isCreate(one)), ...early.filter(isCreate)])
      expect(await post(url, event)).toBe(204);
    await until(
      'the call of early updates is whole',
      async () => (await getCall(url, contactDialog))?.outcome === 'conversation',
      SOON_MILLISECONDS,
    );
    await until(
      'the build is live and nothing is behind',
      async () => {
        const { items, linker } = await getJson<Projections>(`${url}/v1/projections`);
        const live = items.find(({ state }) => state === 'live');
        return live?.name === 'calls.v2' && live.lag.events === 0 && linker.lag.events === 0;
      },
      SOON_MILLISECONDS,
    );
    expect(performance.now() - began).toBeLessThan(2 * SOON_MILLISECONDS);
    const { asOf } = await getJson<Projections>(`${url}/v1/projections`);
    expect(Math.abs(Date.parse(asOf) - Date.now())).toBeLessThan(SOON_MILLISECONDS);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^projector_lag_events\{loop="linker"\} 0$/m);
    expect(metrics).toMatch(/^projector_lag_seconds\{loop="projection"\} 0$/m);
    expect(product.output()).toMatch(/linker: the lease has been taken over from/);
  });
});
