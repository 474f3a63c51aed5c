import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES, type CallDifference, type JsonObject } from '#domain';
import { get, getCall, post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { runCliOf } from '../support/runCli.js';
import { SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG, voiceCampaignManual } from '../support/seed.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

const PROGRAM = 'dist/test/e2e/programWithOtherRules.js';
const CLI = 'dist/test/e2e/cliWithOtherRules.js';
const NEWER = String(Number(RULES.version) + 1);
/** Hangups a second apart cannot be told apart either. */
const OTHER_RULES = JSON.stringify({ version: NEWER, tieSeconds: 1 });
const DIFFERENCE = {
  calls: { before: 1, after: 1, added: 0, removed: 0, changed: 1 },
  fields: {
    'hangup.certainty': { changed: 1, before: null, after: null },
    'hangup.dialogUuid': { changed: 1, before: null, after: null },
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

/** As the guide shows it, of `rebuild --dry-run` and of `diff` alike. */
const SHOWN = `
        before   after   added   removed   changed
calls        1       1       0         0         1

field               changed in   sum before   after   moved by
hangup.certainty             1
hangup.dialogUuid            1
hangup.rule                  1
hangup.side                  1

some of them:
${SEED_CONSULTANT_DIALOG}
  hangup.certainty: "likely" -> "none"
  hangup.dialogUuid: "${SEED_CONTACT_DIALOG}" -> null
  hangup.rule: "earlier_hangup" -> "same_second"
  hangup.side: "contact" -> "unknown"
`;

const readLines = (text: string): CallDifference[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CallDifference);

/** The steps of docs/rebuilds.md. */
await describeOnStorePairs('a rule is changed', (make) => {
  let stores: StorePair;
  let product: Product;
  let folder: string;
  beforeEach(async () => {
    stores = await make();
    folder = await mkdtemp(join(tmpdir(), 'rebuild-guide-'));
  });
  afterEach(async () => {
    await product.stop();
    await stores.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (rules: string): Promise<void> => {
    product = await startProduct({ ...stores.env, OTHER_RULES: rules }, PROGRAM);
  };
  /** The new program's command line. */
  const cli = (...args: string[]) => runCliOf(CLI, { ...stores.env, OTHER_RULES }, ...args);
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

  test('the trial, the rebuild, the difference, the rollback, the switch by hand and the pruning, as the guide tells them', async () => {
    await start('{}');
    for (const event of voiceCampaignManual()) expect(await post(product.url, event)).toBe(204);
    await until('the call has ended', async () => (await hangupSide()) === 'contact');

    // 2: tried while the old program goes on, nothing is written
    const tried = await cli('rebuild', '--from', '2020-08-26', '--to', '2020-08-27', '--dry-run');
    expect(tried).toEqual({ code: 0, out: `rules ${NEWER}, 1 stream folded, nothing written\n${SHOWN}`, err: '' });
    expect([await hangupSide(), await projection()]).toEqual(['contact', 'calls.v1']);
    await product.stop();

    // 3: the new program builds by its own rules as soon as it starts, and switches
    await start(OTHER_RULES);
    await isIn('calls.v2', 'live');
    const logged = [
      `calls.v2 is being built by the new rules ${NEWER}`,
      'calls.v2 is ready: 1 calls before, 1 after: 0 added, 0 removed, 1 changed',
      'calls.v2 is live, calls.v1 is kept',
    ];
    await until('its log tells it', () => Promise.resolve(logged.every((line) => product.output().includes(line))));
    expect([await hangupSide(), await projection()]).toEqual(['unknown', 'calls.v2']);

    // 4: what has changed, in every form
    expect((await admin('GET', 'rebuilds/calls.v2')).body).toMatchObject({
      rulesVersion: NEWER,
      difference: DIFFERENCE,
    });
    const lines = join(folder, 'differences.ndjson');
    const shown = await cli('diff', 'calls.v2', '--ndjson', lines);
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toMatch(/^calls\.v2 \(rules \d+, live\), compared up to \S+\n/);
    expect(shown.out.endsWith(`\n${SHOWN}`)).toBe(true);
    expect(readLines(await readFile(lines, 'utf8'))).toMatchObject(DIFFERENCE.samples);
    const served = await fetch(`${product.url}/admin/projections/calls/rebuilds/calls.v2/differences`);
    expect(readLines(await served.text())).toMatchObject(DIFFERENCE.samples);

    // 5: back to what was there: the new program cannot keep that up, and asOf says so
    expect(await cli('rollback')).toEqual({
      code: 0,
      out: `calls.v1 is live again\nit was made by rules ${RULES.version}: only a program with those keeps it up, this one has ${NEWER}\n`,
      err: '',
    });
    expect([await hangupSide(), await projection()]).toEqual(['contact', 'calls.v1']);
    const late = { ...voiceCampaignManual()[0], dialog_uuid: 'another-dialog' };
    const sentAt = Date.now();
    expect(await post(product.url, late)).toBe(204);
    const { body } = await get(`${product.url}/v1/calls`);
    expect(Date.parse((body as { asOf: string }).asOf)).toBeLessThan(sentAt);
    await until('/health/ready says it', async () => {
      const { status, body: health } = await get(`${product.url}/health/ready`);
      const { projector } = (health as { checks: { projector?: { detail?: string } } }).checks;
      return (
        status === 200 &&
        projector?.detail?.startsWith(`calls.v1: made by rules ${RULES.version}, and this program has ${NEWER}`) ===
          true
      );
    });

    // 6: once more, but looked at first
    expect(await admin('POST', 'rebuilds', { switch: 'manual' })).toMatchObject({
      status: 201,
      body: { id: 'calls.v3' },
    });
    expect((await admin('POST', 'rebuilds', {})).status).toBe(409);
    await isIn('calls.v3', 'ready');
    const ready = (await admin('GET', 'rebuilds/calls.v3')).body;
    expect(ready).toMatchObject({ state: 'ready', error: null, difference: DIFFERENCE });
    const { events, of, etaSeconds } = ready['progress'] as { events: number; of: number; etaSeconds: number };
    expect(events).toBeGreaterThan(voiceCampaignManual().length);
    expect([of, etaSeconds]).toEqual([events, 0]);
    expect([await hangupSide(), await projection()]).toEqual(['contact', 'calls.v1']);
    const metrics = await (await fetch(`${product.url}/metrics`)).text();
    expect(metrics).toMatch(/rebuild_state\{generation="calls.v3",state="ready"\} 1/);
    for (const [name, value] of Object.entries({ events, events_of: events, eta_seconds: 0 }))
      expect(metrics).toContain(`\nrebuild_${name}{generation="calls.v3"} ${value}\n`);

    // 7: the switch
    const switched = await cli('switch');
    expect(switched.code).toBe(0);
    expect(switched.out).toBe(
      `${SHOWN.slice(1)}\ncalls.v3 is live; 'npm run cli -- rollback' brings back the former one\n`,
    );
    expect([await hangupSide(), await projection()]).toEqual(['unknown', 'calls.v3']);
    await until('the later event is there', async () => (await getCall(product.url, 'another-dialog')) !== null);

    // 8: the pruning
    expect(await cli('prune')).toEqual({ code: 0, out: 'dropped calls.v1, calls.v2\n', err: '' });
    const { body: list } = await admin('GET', 'rebuilds');
    expect((list['items'] as { id: string; state: string }[]).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'calls.v1 dropped',
      'calls.v2 dropped',
      'calls.v3 live',
    ]);
    expect(await hangupSide()).toBe('unknown');
  });
});
