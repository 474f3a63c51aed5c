import { randomUUID } from 'node:crypto';
import type { Call, JsonObject } from '#domain';
import { getCall, isSettled, post } from '../support/apiClient.js';
import { inboundCall, outgoingCall, SEED_START } from '../support/calls.js';
import { until } from '../support/deliver.js';
import { ewa, pawel } from '../support/people.js';
import { startProduct, type Product } from '../support/startProduct.js';
import { describeOnStorePairs, type StorePair } from '../support/storePairs.js';

/** Second of the stories, as the API writes it. */
const at = (second: number): string => new Date((SEED_START + second) * 1000).toISOString().replace('.000Z', 'Z');

await describeOnStorePairs('who hung up, as the API answers it', (make) => {
  let stores: StorePair;
  let product: Product;
  let contact: string;
  let first: string;
  let second: string;
  beforeAll(async () => {
    stores = await make();
    product = await startProduct(stores.env);
  });
  beforeEach(() => {
    [contact, first, second] = [randomUUID(), randomUUID(), randomUUID()];
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
    await stores.remove();
  });

  /** The call that these events make. */
  const callOf = async (dialog: string, events: readonly JsonObject[]): Promise<Call> => {
    expect(await post(product.url, events)).toBe(204);
    await until('the call is complete', async () => {
      return (await getCall(product.url, dialog))?.status === 'ended' && isSettled(product.url);
    });
    return (await getCall(product.url, dialog)) as Call;
  };

  test('the contact, who stayed behind a consultant who had left long before', async () => {
    const call = await callOf(
      contact,
      inboundCall({
        contactUuid: contact,
        consultantUuid: first,
        contact: { create: 0, answered: 1, talking: 8, close: [95, 'HANGUP'] },
        consultant: { create: 2, answered: 7, talking: 8, close: [65, 'HANGUP'] },
      }),
    );
    expect(call.hangup).toMatchObject({
      side: 'contact',
      dialogUuid: contact,
      rule: 'contact_stayed',
      certainty: 'likely',
    });
    expect(call.hangup?.evidence).toHaveLength(1);
  });

  test('the contact, whatever a colleague did who was consulted and had left', async () => {
    const call = await callOf(contact, [
      ...inboundCall({
        contactUuid: contact,
        consultantUuid: first,
        contact: { create: 0, answered: 1, talking: 8, close: [125, 'HANGUP'] },
        consultant: { create: 2, answered: 7, talking: 8, close: [125, 'DIALOG_LEFT'] },
      }),
      ...inboundCall({
        contactUuid: contact,
        consultantUuid: second,
        agent: ewa,
        consultant: { create: 60, answered: 63, talking: 63, close: [90, 'HANGUP'] },
      }),
    ]);
    expect(call.hangup).toMatchObject({
      side: 'contact',
      dialogUuid: contact,
      rule: 'one_hangup_one_left',
      certainty: 'certain',
    });
    expect(call.consultant).toMatchObject({ id: pawel.id });
    expect(call.legs).toHaveLength(3);
  });

  test('one of two consultants in a meeting', async () => {
    const meetings = [[12, randomUUID()]] as const;
    const talk = { create: 0, answered: 8, talking: 12, meetings };
    const call = await callOf(first, [
      ...outgoingCall({ consultantUuid: first, consultant: { ...talk, close: [60, 'HANGUP'] } }),
      ...outgoingCall({ consultantUuid: second, agent: ewa, consultant: { ...talk, close: [60, 'DIALOG_LEFT'] } }),
    ]);
    expect(call.hangup).toMatchObject({ side: 'consultant', dialogUuid: first, certainty: 'certain' });
    expect(call.legs).toHaveLength(2);
  });

  test('a state with a clock that was never set moves nothing, and is flagged', async () => {
    const events = inboundCall({
      contactUuid: contact,
      contact: { create: 0, alerting: 1, answered: 2, close: [30, 'HANGUP'] },
    });
    const call = await callOf(
      contact,
      events.map((event) => (event.state === 'alerting' ? { ...event, event_time: '1970-01-01 00:00:00' } : event)),
    );
    expect(call.startedAt).toBe(at(0));
    expect(call.quality).toContain('bad_time');
  });

  test('states reported after the close of their leg count as reached at the close', async () => {
    const call = await callOf(
      contact,
      inboundCall({
        contactUuid: contact,
        contact: { create: 0, close: [30, 'HANGUP'], answered: 31, talking: 32 },
      }),
    );
    expect(call).toMatchObject({
      outcome: 'conversation',
      durations: { talkSeconds: 0 },
      legs: [{ answeredAt: at(30), talkingAt: at(30), closedAt: at(30), talkSeconds: 0 }],
    });
    expect(call.quality).toContain('after_close');
  });
});
