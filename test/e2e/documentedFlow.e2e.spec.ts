import type { JsonObject } from '#domain';
import { getCall, get, listCalls, post, timeless, type ListAnswer } from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { shuffle } from '../support/random.js';
import { SEED_CONSULTANT_DIALOG, SEED_CONTACT_DIALOG, SEED_RECORD_ID, voiceCampaignManual } from '../support/seed.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

/** The answer of domain.md 6. */
const SEED_ANSWER = {
  id: SEED_CONSULTANT_DIALOG,
  kind: 'campaign',
  direction: 'OUTBOUND',
  recordId: SEED_RECORD_ID,
  attempt: { number: 1, consultantTry: 1, contactTry: 1, reservationTry: 1 },
  campaign: { id: '5f463dbd80f35763375fe367', name: 'Reczna' },
  project: { id: 1, name: 'Projekt Paweł' },
  consultant: { id: 1, username: 'pkowalski', name: 'Konsultant Paweł' },
  status: 'ended',
  outcome: 'conversation',
  startedAt: '2020-08-26T12:59:36Z',
  talkingAt: '2020-08-26T12:59:53Z',
  endedAt: '2020-08-26T13:00:01Z',
  durations: {
    ringSeconds: 10,
    dialSeconds: 17,
    waitSeconds: null,
    talkSeconds: 7,
    consultantTalkSeconds: 8,
    holdSeconds: 0,
    callSeconds: 25,
    afterSeconds: 1,
  },
  hangup: { side: 'contact', rule: 'earlier_hangup', certainty: 'likely' },
  quality: ['late_delivery'],
};

await describeOnStorePairs('the documented flow', (make) => {
  let stores: StorePair;
  let product: Product;
  const start = async (): Promise<void> => {
    product = await startProduct(stores.env);
  };

  beforeEach(async () => {
    stores = await make();
    await start();
  });
  afterEach(async () => {
    await product.stop();
    await stores.remove();
  });

  const isComplete = async (): Promise<boolean> => {
    const call = await getCall(product.url, SEED_CONTACT_DIALOG);
    return call?.status === 'ended' && call.legs.length === 2 && call.durations.dialSeconds !== null;
  };
  const expectSeedAnswer = async (): Promise<void> => {
    await until('the call is complete', isComplete);
    await until('its events are all there', async () => {
      const { body } = await get(`${product.url}/v1/calls/${SEED_CONSULTANT_DIALOG}/timeline`);
      return (body as ListAnswer<unknown>).items.length === 9;
    });
    const call = await getCall(product.url, SEED_CONSULTANT_DIALOG);
    expect(call).toMatchObject(SEED_ANSWER);
    expect(call?.hangup?.evidence).toHaveLength(2);
    const listed = await listCalls(product.url);
    expect(listed.map(timeless)).toMatchObject([SEED_ANSWER]);
    const record = await get(`${product.url}/v1/records/${SEED_RECORD_ID}`);
    expect(record.body).toMatchObject({
      reached: true,
      attemptsUntilReached: 1,
      attempts: [{ id: SEED_CONSULTANT_DIALOG }],
    });
  };
  const flow = voiceCampaignManual();
  const deliver = async (bodies: readonly JsonObject[]): Promise<void> => {
    for (const body of bodies) expect(await post(product.url, body)).toBe(204);
  };

  test('in order gives the answer of domain.md 6, and stops with code 0', async () => {
    console.info(`ready after ${Math.round(product.readyAfter)} ms`);
    await deliver(flow);
    await expectSeedAnswer();
    await expect(product.stop()).resolves.toBe(0);
  });

  test('reversed, tripled and all at once give the same', async () => {
    const shuffled = shuffle(7, [...flow, ...flow, ...flow]);
    const statuses = await Promise.all([...shuffled, ...flow.toReversed()].map((body) => post(product.url, body)));
    expect(new Set(statuses)).toEqual(new Set([204]));
    await expectSeedAnswer();
  });

  test('killed after every single delivery and started again, it gives the same', async () => {
    for (const body of shuffle(11, flow)) {
      await deliver([body]);
      await product.stop('SIGKILL');
      await start();
    }
    await expectSeedAnswer();
  });
});
