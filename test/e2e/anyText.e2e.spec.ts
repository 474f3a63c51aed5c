import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { storableText, type Call, type JsonObject } from '#domain';
import { get, getCall, isSettled, listCalls, post, type ListAnswer } from '../support/apiClient.js';
import { describeRun, propertyRun } from '../support/arbitraries.js';
import { until } from '../support/deliver.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

const { seed } = propertyRun;
const STORIES = 25;

const ODD = ['\0', 'a\0b', '\ud800', '\udc00\ud800', '__proto__', 'constructor', '$where', "'; --", '%00', '/..', '+1'];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(...ODD),
  fc.constantFrom('x', 'ż', '\0').map((character) => character.repeat(900)),
);

/** The texts of one call, each different from those of any other. */
type Texts = Record<'dialog' | 'record' | 'campaign' | 'project' | 'username' | 'number' | 'cause' | 'method', string>;
const run = randomUUID().slice(0, 8);
const storiesOf = (): Texts[] =>
  fc
    .sample(fc.array(anyText, { minLength: 8, maxLength: 8 }), { seed, numRuns: STORIES })
    .map((texts, index) => texts.map((text) => `${text}#${index}-${run}`))
    .map(([dialog, record, campaign, project, username, number, cause, method]) => {
      return { dialog, record, campaign, project, username, number, cause, method } as Texts;
    });

const eventsOf = (texts: Texts): JsonObject[] => {
  const { dialog: dialog_uuid, record, campaign, project, username, number, cause, method } = texts;
  const data = { id: record, voice_campaign_id: campaign, current_contact_number: number, dialing_method: method };
  const of = {
    event_type: 'user_dialog',
    dialog_uuid,
    tenant_user: { id: 1, username },
    project: { id: project, name: project },
    initial_application_info: { side: 'USER', type: 'VOICE_CAMPAIGN', data },
  };
  return [
    { ...of, event_name: 'dialog_create', event_time: '2024-05-01 10:00:00', state: 'alerting' },
    { ...of, event_name: 'dialog_close', event_time: '2024-05-01 10:00:05', close_cause: cause },
  ];
};

/** As a client can write it into an address: half a surrogate pair only as its escape. */
const writable = (text: string): string => (Buffer.from(text).toString() === text ? text : storableText(text));
const inAddress = (text: string): string => encodeURIComponent(writable(text));

await describeOnStorePairs('any text', (make) => {
  let stores: StorePair;
  let product: Product;

  beforeAll(async () => {
    stores = await make();
    product = await startProduct(stores.env);
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await stores.remove();
  });

  const settled = () => until('nothing is left to do', () => isSettled(product.url));
  const listedBy = (filter: string, text: string): Promise<Call[]> =>
    listCalls(product.url, { [filter]: [writable(text)] });

  test(`is kept, shown and found as it was sent: ${describeRun({ seed, numRuns: STORIES })}`, async () => {
    const stories = storiesOf();
    expect(await post(product.url, stories.flatMap(eventsOf))).toBe(204);
    await settled();
    for (const texts of stories) {
      const shown = storableText(texts.dialog);
      expect(await getCall(product.url, storableText(texts.dialog))).toMatchObject({
        id: shown,
        recordId: storableText(texts.record),
        campaign: { id: storableText(texts.campaign) },
        project: { id: storableText(texts.project), name: storableText(texts.project) },
        consultant: { username: storableText(texts.username) },
        contact: { number: storableText(texts.number) },
        closeCauses: [storableText(texts.cause)],
      });
      const { body } = await get(`${product.url}/v1/calls/${inAddress(texts.dialog)}/timeline`);
      expect((body as ListAnswer<{ body: JsonObject }>).items.map((item) => item.body)).toEqual(eventsOf(texts));
      for (const [filter, text] of [
        ['recordId', texts.record],
        ['campaign', texts.campaign],
        ['project', texts.project],
        ['consultant', texts.username],
        ['contactNumber', texts.number],
        ['closeCause', texts.cause],
        ['dialingMethod', texts.method],
      ] as const) {
        expect({ filter, found: (await listedBy(filter, text)).map(({ id }) => id) }).toEqual({
          filter,
          found: [shown],
        });
      }
      expect((await get(`${product.url}/v1/records/${inAddress(texts.record)}`)).body).toMatchObject({
        id: storableText(texts.record),
        attempts: [{ id: shown }],
      });
    }
  });

  test('two dialogs whose uuids differ behind U+0000 are two, and nothing behind them stands still', async () => {
    const sent = (dialog: string, more: Partial<Texts> = {}): JsonObject =>
      eventsOf({
        dialog: dialog + run,
        record: `R-${run}`,
        campaign: `c-${run}`,
        project: 'p',
        username: 'u',
        number: '1',
        cause: 'HANGUP',
        method: 'M',
        ...more,
      })[0]!;
    expect(await post(product.url, sent('d\u00001'))).toBe(204);
    expect(await post(product.url, sent('d\u00002'))).toBe(204);
    expect(await post(product.url, sent('b\u0000x', { record: `R2-${run}`, project: 'p\u00001' }))).toBe(204);
    expect(await post(product.url, sent('later', { record: `R3-${run}` }))).toBe(204);
    await settled();
    const found = async (dialog: string) => (await getCall(product.url, dialog + run))?.id ?? null;
    expect(await found('d\u00001')).toBe(`d\\u00001${run}`);
    expect(await found('d\u00002')).toBe(`d\\u00002${run}`);
    expect(await found('later')).toBe(`later${run}`);
    expect(await found('b')).toBeNull();
    expect((await getCall(product.url, `b\u0000x${run}`))?.project?.id).toBe('p\\u00001');
    expect(await listedBy('campaign', `c-${run}\u0000x`)).toEqual([]);
    expect(await listedBy('campaign', `c-${run}`)).toHaveLength(4);
  });

  test('a uuid of 100,000 characters is a call like any other', async () => {
    const dialog = `${'ż'.repeat(100_000)}${run}`;
    const campaign = `long-${run}`;
    const [create] = eventsOf({
      dialog,
      record: `long-${run}`,
      campaign,
      project: 'p',
      username: 'u',
      number: '1',
      cause: 'HANGUP',
      method: 'M',
    });
    expect(await post(product.url, create!)).toBe(204);
    await settled();
    expect((await listedBy('campaign', campaign)).map(({ id }) => id)).toEqual([dialog]);
  });
});
