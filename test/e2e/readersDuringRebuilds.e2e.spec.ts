import { randomBytes } from 'node:crypto';
import type { Call, JsonObject } from '#domain';
import { post, type ListAnswer } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { freshFlow } from '../support/seed.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

/** So many fit into one page. */
const MOST_CALLS = 400;
const CAMPAIGN = '5f463dbd80f35763375fe367';

interface Posted {
  readonly id: string;
  readonly answeredAt: number;
}

interface Read {
  readonly projection: string;
  readonly asOf: number;
  readonly ids: ReadonlySet<string>;
}

await describeOnStorePairs('whoever reads while calls come in and the read models are built again', (make) => {
  let stores: StorePair;
  let product: Product;
  beforeEach(async () => {
    stores = await make();
    product = await startProduct(stores.env);
  });
  afterEach(async () => {
    await product.stop();
    await stores.remove();
  });

  /** Of this run's campaign. */
  const campaign = randomBytes(12).toString('hex');
  const posted: Posted[] = [];
  const postOne = async (): Promise<void> => {
    const { bodies, consultantDialog } = freshFlow();
    const body = JSON.parse(JSON.stringify(bodies[0]).replaceAll(CAMPAIGN, campaign)) as JsonObject;
    if ((await post(product.url, body)) !== 204) throw new Error('a webhook was refused');
    posted.push({ id: consultantDialog, answeredAt: Date.now() });
  };
  const read = async (): Promise<Read> => {
    const response = await fetch(`${product.url}/v1/calls?campaign=${campaign}&limit=500`);
    if (response.status !== 200) throw new Error(`a list was answered ${response.status}: ${await response.text()}`);
    const { items, asOf, projection } = (await response.json()) as ListAnswer<Call> & { projection: string };
    return { projection, asOf: Date.parse(asOf), ids: new Set(items.map(({ id }) => id)) };
  };

  const rebuilds = async (method: string, path = '', body?: JsonObject): Promise<Record<string, unknown>> => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${product.url}/admin/projections/calls/rebuilds${path}`, { method, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const reaches = (id: string, state: string): Promise<void> =>
    until(`${id} is ${state}`, async () => (await rebuilds('GET', `/${id}`))['state'] === state);

  /** A build that goes live by itself, one that is told to, and the removal of what was live before. */
  const rebuildTwice = async (): Promise<void> => {
    await rebuilds('POST', '', { switch: 'auto' });
    await reaches('calls.v2', 'live');
    await rebuilds('POST', '', { switch: 'manual' });
    await reaches('calls.v3', 'ready');
    await rebuilds('POST', '/calls.v3/switch');
    await reaches('calls.v3', 'live');
    for (const id of ['calls.v1', 'calls.v2']) await rebuilds('DELETE', `/${id}`);
  };

  test('sees every call that was answered before asOf', async () => {
    for (let i = 0; i < 50; i++) await postOne();
    await until('they are there', async () => (await read()).ids.size === posted.length);
    const done = new AbortController();
    const rebuilding = rebuildTwice().finally(() => done.abort());
    rebuilding.catch(() => undefined); // awaited below
    const seen = new Set<string>();
    const missing: string[] = [];
    const look = async (): Promise<Read> => {
      const now = await read();
      for (const { id, answeredAt } of posted)
        if (answeredAt < now.asOf && !now.ids.has(id)) missing.push(`${id} in ${now.projection}`);
      seen.add(now.projection);
      return now;
    };
    while (!done.signal.aborted) {
      if (posted.length < MOST_CALLS) await postOne();
      await look();
    }
    await rebuilding;
    await until('the last one is there', async () => (await look()).ids.size === posted.length);
    expect(missing).toEqual([]);
    expect([...seen]).toEqual(['calls.v1', 'calls.v2', 'calls.v3']);
  });
});
