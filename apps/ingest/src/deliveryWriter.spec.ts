import { StoreUnavailable, StreamDeleted, type Appended, type EventLog, type NewEvent } from '#ports';
import type { JsonObject } from '#domain';
import { voiceCampaignManual } from '../../../test/support/seed.js';
import { DeliveryWriter } from './deliveryWriter.js';

const RECEIVED = { source: 'main', receivedAt: '2026-01-01T00:00:00.000Z' };
const delivery = (body: JsonObject) => ({ text: JSON.stringify(body), body });

/** Keeps what is appended, by stream; `answer` says how the log answers. */
const recordingLog = (answer: () => Promise<void> = () => Promise.resolve()) => {
  const appended: { stream: string; event: NewEvent }[] = [];
  const log = {
    append: async (stream: string, [event]: readonly NewEvent[]): Promise<Appended> => {
      appended.push({ stream, event: event! });
      await answer();
      const times = appended.filter((other) => other.stream === stream && other.event.id === event!.id).length;
      return { revision: appended.length, position: String(appended.length), repeated: times > 1 };
    },
  } as unknown as EventLog;
  return { appended, log };
};

describe('DeliveryWriter', () => {
  it('puts all of the documented flow into its record, once its create has named it', async () => {
    const { appended, log } = recordingLog();
    const writer = new DeliveryWriter({ log });
    for (const body of voiceCampaignManual()) await writer.write(delivery(body), RECEIVED);
    expect(new Set(appended.map(({ stream }) => stream))).toEqual(new Set(['campaignRecord-5f46504480f35766ae0e449e']));
  });

  it('does so for an array too, which is written several at a time', async () => {
    const { appended, log } = recordingLog();
    await new DeliveryWriter({ log }).writeAll(voiceCampaignManual().map(delivery), RECEIVED);
    expect(appended).toHaveLength(9);
    expect(new Set(appended.map(({ stream }) => stream)).size).toBe(1);
  });

  it('stores the text as it came, with how it came beside it', async () => {
    const { appended, log } = recordingLog();
    const text = '{ "dialog_uuid":"d", "event_name":"dialog_hold" }';
    await new DeliveryWriter({ log }).write({ text, body: JSON.parse(text) as JsonObject }, RECEIVED);
    expect(appended).toMatchObject([
      {
        stream: 'dialog-d',
        event: { type: 'DialogPutOnHold', text, metadata: { ...RECEIVED, schemaVersion: 1, $correlationId: 'd' } },
      },
    ]);
  });

  it('says what the log held already', async () => {
    const writer = new DeliveryWriter(recordingLog());
    const once = await writer.write(delivery({ a: 1 }), RECEIVED);
    const twice = await writer.write(delivery({ a: 1 }), RECEIVED);
    expect([once.repeated, twice.repeated]).toEqual([false, true]);
  });

  it('keeps in the stream of its source what belongs into one that was deleted for good', async () => {
    let refusals = 1;
    const { appended, log } = recordingLog(() =>
      refusals-- > 0 ? Promise.reject(new StreamDeleted('dialog-d: gone')) : Promise.resolve(),
    );
    const warnings: string[] = [];
    const writer = new DeliveryWriter({ log, onDeleted: ({ message }) => warnings.push(message) });
    await writer.write(delivery({ dialog_uuid: 'd' }), RECEIVED);
    expect(appended.map(({ stream }) => stream)).toEqual(['dialog-d', 'source-main']);
    expect(warnings).toEqual(['dialog-d: gone']);
  });

  it('forgets what it learned from a delivery that the log did not take', async () => {
    let fails = true;
    const { appended, log } = recordingLog(() =>
      fails ? Promise.reject(new StoreUnavailable('away')) : Promise.resolve(),
    );
    const writer = new DeliveryWriter({ log });
    const [create, update] = voiceCampaignManual();
    await expect(writer.write(delivery(create!), RECEIVED)).rejects.toThrow(StoreUnavailable);
    fails = false;
    await writer.write(delivery(update!), RECEIVED);
    expect(appended.at(-1)?.stream).toMatch(/^dialog-/);
  });

  it('has up to 32 appends of an array in flight, and begins no other of it once one has failed', async () => {
    const answers: ((error?: Error) => void)[] = [];
    const { appended, log } = recordingLog(
      () =>
        new Promise((resolve, reject) => answers.push((error) => (error === undefined ? resolve() : reject(error)))),
    );
    const writer = new DeliveryWriter({ log });
    const arrays = Array.from({ length: 6 }, (_, a) =>
      writer.writeAll(
        Array.from({ length: 50 }, (_, n) => delivery({ a, n })),
        RECEIVED,
      ),
    );
    await new Promise(setImmediate);
    expect(appended).toHaveLength(6 * 32);
    const outcomes = Promise.allSettled(arrays);
    while (answers.length > 0) {
      for (const answer of answers.splice(0)) answer(new StoreUnavailable('away'));
      await new Promise(setImmediate);
    }
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
    expect(appended.length).toBeLessThan(300);
  });
});
