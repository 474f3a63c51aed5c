import {
  getCall,
  get,
  isSettled,
  listCalls,
  post,
  postUntilTaken,
  timeless,
  type ListAnswer,
} from '../support/apiClient.js';
import { until } from '../support/deliver.js';
import { shuffle } from '../support/random.js';
import { freshFlow, type FreshFlow } from '../support/seed.js';
import { startProduct, STANDALONE, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

/** The answer of docs/domain.md#the-documented-call. */
const answerTo = ({ consultantDialog, recordId }: FreshFlow) => ({
  id: consultantDialog,
  recordId,
  kind: 'campaign',
  direction: 'OUTBOUND',
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
});

await describeOnStorePairs('the documented flow', (make) => {
  let stores: StorePair;
  let product: Product;

  // one product for all tests, each of which tells the flow as another record's
  beforeAll(async () => {
    stores = await make();
    product = await startProduct(stores.env);
    console.info(`ready after ${Math.round(product.readyAfter)} ms`);
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await stores.remove();
  });

  const isComplete = async ({ contactDialog }: FreshFlow): Promise<boolean> => {
    const call = await getCall(product.url, contactDialog);
    return call?.status === 'ended' && call.legs.length === 2 && call.durations.dialSeconds !== null;
  };
  const expectItsAnswer = async (flow: FreshFlow): Promise<void> => {
    const { consultantDialog, recordId } = flow;
    const answer = answerTo(flow);
    await until('the call is complete', () => isComplete(flow));
    await until('its events are all there', async () => {
      const { body } = await get(`${product.url}/v1/calls/${consultantDialog}/timeline`);
      return (body as ListAnswer<unknown>).items.length === 9;
    });
    await until('nothing is left to do', () => isSettled(product.url));
    const call = await getCall(product.url, consultantDialog);
    expect(call).toMatchObject(answer);
    expect(call?.hangup?.evidence).toHaveLength(2);
    const listed = await listCalls(product.url, { recordId: [recordId] });
    expect(listed.map(timeless)).toMatchObject([answer]);
    const record = await get(`${product.url}/v1/records/${recordId}`);
    expect(record.body).toMatchObject({
      reached: true,
      attemptsUntilReached: 1,
      attempts: [{ id: consultantDialog }],
    });
  };

  test('in order gives the documented answer', async () => {
    const flow = freshFlow();
    for (const body of flow.bodies) expect(await post(product.url, body)).toBe(204);
    await expectItsAnswer(flow);
  });

  test('reversed, tripled and all at once give the same', async () => {
    const flow = freshFlow();
    const shuffled = shuffle(7, [...flow.bodies, ...flow.bodies, ...flow.bodies]);
    const all = [...shuffled, ...flow.bodies.toReversed()];
    const statuses = await Promise.all(all.map((body) => post(product.url, body)));
    expect(new Set(statuses)).toEqual(new Set([204]));
    await expectItsAnswer(flow);
  });

  test('killed again and again between deliveries and started again, it gives the same, and stops with code 0', async () => {
    const flow = freshFlow();
    for (const [i, body] of shuffle(11, flow.bodies).entries()) {
      await postUntilTaken(() => product.url, body);
      if (i % 3 !== 0) continue;
      await product.stop('SIGKILL');
      product = await startProduct(stores.env, STANDALONE, '/health/live');
    }
    await expectItsAnswer(flow);
    expect(await listCalls(product.url, { recordId: [flow.recordId] })).toHaveLength(1);
    await expect(product.stop()).resolves.toBe(0);
  });
});
