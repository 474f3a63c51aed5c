import type { CallDifference, JsonObject } from '#domain';
import { get, getCall, post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { runCli } from '../support/runCli.js';
import { SEED_CONSULTANT_DIALOG, voiceCampaignManual } from '../support/seed.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

const PROGRAM = 'dist/test/e2e/programWithOtherRules.js';
/** Hangups a second apart cannot be told apart either. */
const OTHER_RULES = JSON.stringify({ version: '2', tieSeconds: 1 });
const DIFFERENCE = {
  calls: { before: 1, after: 1, added: 0, removed: 0, changed: 1 },
  fields: {
    'hangup.certainty': { changed: 1, before: null, after: null },
    'hangup.rule': { changed: 1, before: null, after: null },
    'hangup.side': { changed: 1, before: null, after: null },
  },
  samples: [
    {
      id: SEED_CONSULTANT_DIALOG,
      before: { hangup: { side: 'contact', rule: 'earlier_hangup', certainty: 'likely' } },
      after: { hangup: { side: 'unknown', rule: 'same_second', certainty: 'none' } },
    },
  ],
};

/** The steps of docs/rebuilds.md. */
await describeOnStorePairs('a rule is changed', (make) => {
  let stores: StorePair;
  let product: Product;
  beforeEach(async () => {
    stores = await make();
  });
  afterEach(async () => {
    await product.stop();
    await stores.remove();
  });

  const start = async (rules: string): Promise<void> => {
    product = await startProduct({ ...stores.env, OTHER_RULES: rules }, PROGRAM);
  };
  const admin = async (method: string, path: string, body?: JsonObject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${product.url}/admin/projections/calls/${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const isIn = (id: string, state: string) =>
    until(`${id} is ${state}`, async () => (await admin('GET', `rebuilds/${id}`)).body['state'] === state);
  const hangupSide = async (): Promise<unknown> => (await getCall(product.url, SEED_CONSULTANT_DIALOG))?.hangup?.side;
  const projection = async (): Promise<unknown> => {
    const { body } = await get(`${product.url}/v1/calls`);
    return (body as { projection: string }).projection;
  };

  test('the rebuild, the difference, the rollback, the switch by hand and the pruning, as the guide tells them', async () => {
    await start('{}');
    for (const event of voiceCampaignManual()) expect(await post(product.url, event)).toBe(204);
    await until('the call has ended', async () => (await hangupSide()) === 'contact');
    await product.stop();

    // the new program builds by its own rules as soon as it starts, and switches
    await start(OTHER_RULES);
    await isIn('calls.v2', 'live');
    expect((await admin('GET', 'rebuilds/calls.v2')).body).toMatchObject({ rulesVersion: '2', difference: DIFFERENCE });
    expect([await hangupSide(), await projection()]).toEqual(['unknown', 'calls.v2']);

    // back to what was there: the new program cannot keep that up, and asOf says so
    expect(await admin('POST', 'rollback')).toMatchObject({ status: 200, body: { id: 'calls.v1', state: 'live' } });
    expect([await hangupSide(), await projection()]).toEqual(['contact', 'calls.v1']);
    const late = { ...voiceCampaignManual()[0], dialog_uuid: 'another-dialog' };
    const sentAt = Date.now();
    expect(await post(product.url, late)).toBe(204);
    const { body } = await get(`${product.url}/v1/calls`);
    expect(Date.parse((body as { asOf: string }).asOf)).toBeLessThan(sentAt);

    // once more, but looked at first
    expect(await admin('POST', 'rebuilds', { switch: 'manual' })).toMatchObject({
      status: 201,
      body: { id: 'calls.v3' },
    });
    expect((await admin('POST', 'rebuilds', {})).status).toBe(409);
    await isIn('calls.v3', 'ready');
    const ready = (await admin('GET', 'rebuilds/calls.v3')).body;
    expect(ready).toMatchObject({ state: 'ready', error: null, difference: DIFFERENCE });
    expect(ready['progress']).toMatchObject({ etaSeconds: 0 });
    expect([await hangupSide(), await projection()]).toEqual(['contact', 'calls.v1']);
    const lines = await (await fetch(`${product.url}/admin/projections/calls/rebuilds/calls.v3/differences`)).text();
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as CallDifference),
    ).toMatchObject(DIFFERENCE.samples);
    const shown = await runCli(stores.env, 'diff', 'calls.v3');
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/calls +1 +1 +0 +0 +1\n/);
    expect(shown.out).toMatch(/hangup\.side: "contact" -> "unknown"/);
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    expect(metrics).toMatch(/rebuild_state\{generation="calls.v3",state="ready"\} 1/);

    expect((await admin('POST', 'rebuilds/calls.v3/switch')).status).toBe(202);
    await isIn('calls.v3', 'live');
    expect(await hangupSide()).toBe('unknown');
    await until('the later event is there', async () => (await getCall(product.url, 'another-dialog')) !== null);

    expect(await runCli(stores.env, 'prune')).toMatchObject({ code: 0, out: 'dropped calls.v1, calls.v2\n' });
    const { body: list } = await admin('GET', 'rebuilds');
    expect((list['items'] as { id: string; state: string }[]).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'calls.v1 dropped',
      'calls.v2 dropped',
      'calls.v3 live',
    ]);
    expect(await hangupSide()).toBe('unknown');
  });
});
