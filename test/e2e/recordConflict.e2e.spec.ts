import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from '#domain';
import { get, getCall, isSettled, listCalls, post } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

const campaign = (side: 'USER' | 'CONTACT', record: string, consultantDialog: string | null = null): JsonObject => ({
  initial_application_info: {
    side,
    type: 'VOICE_CAMPAIGN',
    data: { id: record, current_consultant_dialog_uuid: consultantDialog },
  },
});
const event = (name: string, dialog: string, second: number, more: JsonObject): JsonObject => ({
  event_type: 'user_dialog',
  event_name: name,
  event_time: `2024-03-01 10:00:${String(second).padStart(2, '0')}`,
  dialog_uuid: dialog,
  ...more,
});

await describeOnStorePairs('a dialog whose close names another record than its create', (make) => {
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

  test('stays in the call of the first record, which says record_conflict, and the other record has no call', async () => {
    const { url } = product;
    const [consultant, contact] = [randomUUID(), randomUUID()];
    const [first, second] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
    const create = { state: 'ringing' };
    await post(url, event('dialog_create', consultant, 1, { ...create, ...campaign('USER', first) }));
    await post(url, event('dialog_create', contact, 2, { ...create, ...campaign('CONTACT', first, consultant) }));
    await until('both are linked', async () => (await getCall(url, contact))?.legs.length === 2 && isSettled(url));
    const close = { close_cause: 'HANGUP', ...campaign('CONTACT', second, consultant) };
    expect(await post(url, event('dialog_close', contact, 9, close))).toBe(204);
    await until(
      'the close has come',
      async () => (await getCall(url, contact))?.closeCauses.includes('HANGUP') ?? false,
    );
    await until('nothing is left to do', () => isSettled(url));

    for (const uuid of [contact, consultant]) {
      const call = await getCall(url, uuid);
      expect(call).toMatchObject({
        id: consultant,
        recordId: first,
        status: 'open',
        legs: [
          { dialogUuid: consultant, closedAt: null },
          { dialogUuid: contact, closedAt: '2024-03-01T10:00:09Z', closeCause: 'HANGUP' },
        ],
      });
      expect(call?.quality).toContain('record_conflict');
    }
    expect(await listCalls(url, { recordId: [first] })).toHaveLength(1);
    expect(await listCalls(url, { recordId: [second] })).toEqual([]);
    const { status, body } = await get(`${url}/v1/records/${second}`);
    expect({ status, body }).toMatchObject({ status: 200, body: { id: second, attempts: [], reached: false } });
  });
});
