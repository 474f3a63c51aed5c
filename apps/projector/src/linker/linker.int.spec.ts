// What the linker meets in streams that others have had their hands in, over the EventStoreDB double.
import { randomUUID } from 'node:crypto';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { openEventLog } from '#stores';
import { EventTooLarge, type EventLog, type RecordedEvent } from '#ports';
import { anEvent, readAll } from '../../../../test/contract/someEvents.js';
import { EventStoreDouble } from '../../../../test/doubles/eventstore/eventStoreDouble.js';
import { randomFrom } from '../../../../test/support/random.js';
import { streams } from '../../../../test/support/recorded.js';
import { withMethod } from '../../../../test/support/withMethod.js';
import { Linker } from './linker.js';

describe('the linker', () => {
  let double: EventStoreDouble;
  let log: EventLog;
  let vendor: KurrentDBClient;

  beforeEach(async () => {
    double = await EventStoreDouble.start();
    log = await openEventLog({ eventStoreUrl: double.url, dataDir: '' });
    vendor = KurrentDBClient.connectionString(double.url.replace('esdb:', 'kurrentdb:'));
  });
  afterEach(async () => {
    await vendor.dispose();
    await log.close();
    await double.dispose();
  });

  /** An event of a dialog as it stands in a stream. */
  const appendTo = async (stream: string, body: object): Promise<RecordedEvent> => {
    const event = anEvent({ text: JSON.stringify(body) });
    await log.append(stream, [event], 'any');
    return (await readAll(log, stream)).at(-1)!;
  };
  const inDialog = (dialog: string): object => ({ event_name: 'dialog_state_update', dialog_uuid: dialog });
  const typesIn = async (stream: string): Promise<string[]> => (await readAll(log, stream)).map(({ type }) => type);

  it('links a dialog whose stream ends with a note that somebody wrote by hand', async () => {
    const [dialog, record] = [randomUUID(), streams.record(randomUUID())];
    await appendTo(streams.dialog(dialog), inDialog(dialog));
    await vendor.appendToStream(streams.dialog(dialog), [jsonEvent({ type: 'Note', data: { looked: 'at' } })]);
    const naming = await appendTo(record, inDialog(dialog));
    await new Linker({ log, streams }).handle([naming]);
    expect(await typesIn(streams.dialog(dialog))).toEqual(['DialogStateUpdated', 'DialogLinked']);
  });

  it('looks a whole meeting up that it has forgotten, however many have entered it', async () => {
    const [meeting, record] = [randomUUID(), streams.record(randomUUID())];
    const entered = (dialog: string): object => ({
      event_name: 'dialog_meeting_entered',
      dialog_uuid: dialog,
      meeting_uuid: meeting,
    });
    const linker = new Linker({ log, streams });
    await linker.handle([await appendTo(record, entered(randomUUID()))]);
    const dialogs = Array.from({ length: 30 }, () => randomUUID());
    for (const dialog of dialogs) await linker.handle([await appendTo(streams.dialog(dialog), entered(dialog))]);
    const last = randomUUID();
    await new Linker({ log, streams }).handle([await appendTo(streams.dialog(last), entered(last))]);
    for (const dialog of [...dialogs, last])
      expect(await typesIn(streams.dialog(dialog))).toEqual(['DialogStateUpdated', 'DialogLinked']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'closes no circle between dialogs that are linked at the same time (seed %i)',
    async (seed) => {
      const random = randomFrom(seed);
      const dialogs = Array.from({ length: 6 }, () => randomUUID());
      const naming = async (dialog: string): Promise<RecordedEvent> =>
        appendTo(streams.dialog(dialog), {
          ...inDialog(dialog),
          initial_application_info: { data: { current_contact_dialog_uuid: random.pick(dialogs) } },
        });
      const events = await Promise.all(dialogs.map(naming));
      await new Linker({ log, streams }).handle(events);
      const links = new Map<string, string | null>();
      for (const dialog of dialogs) {
        const linked = (await readAll(log, streams.dialog(dialog))).filter(({ type }) => type === 'DialogLinked');
        expect(linked.length).toBeLessThanOrEqual(1);
        links.set(streams.dialog(dialog), (linked[0]?.body.to as string | undefined) ?? null);
      }
      for (const start of links.keys()) {
        let end = start;
        for (let step = 0; step < dialogs.length; step++) end = links.get(end) ?? end;
        expect(links.get(end)).toBeNull();
      }
    },
  );

  it('leaves out a copy that the server finds too large, says so, and does the rest', async () => {
    const [large, small, record] = [randomUUID(), randomUUID(), streams.record(randomUUID())];
    for (const dialog of [large, small]) await appendTo(streams.dialog(dialog), inDialog(dialog));
    const limited = withMethod(log, 'append', (stream, events, expected) =>
      stream === record && events.some(({ text }) => text.includes(large))
        ? Promise.reject(new EventTooLarge('the server takes less'))
        : log.append(stream, events, expected),
    );
    const leftOut: string[] = [];
    const linker = new Linker({ log: limited, streams, onLeftOut: ({ message }) => leftOut.push(message) });
    for (const dialog of [large, small]) {
      const naming = await appendTo(record, inDialog(dialog));
      await linker.handle([naming]);
      await linker.handle(await readAll(log, streams.dialog(dialog)));
    }
    expect(leftOut).toContain('the server takes less');
    expect(await typesIn(streams.dialog(large))).toContain('DialogLinked');
    expect(await typesIn(record)).toHaveLength(3);
  });

  it('leaves out what belongs into a stream that was deleted for good, says so, and does the rest', async () => {
    const [gone, dialog, record] = [randomUUID(), randomUUID(), streams.record(randomUUID())];
    await appendTo(streams.dialog(gone), inDialog(gone));
    const naming = await appendTo(record, {
      ...inDialog(gone),
      initial_application_info: { data: { current_contact_dialog_uuid: dialog } },
    });
    await vendor.tombstoneStream(streams.dialog(gone));
    const leftOut: string[] = [];
    await new Linker({ log, streams, onLeftOut: ({ message }) => leftOut.push(message) }).handle([naming]);
    expect(leftOut).toEqual([expect.stringContaining(`${streams.dialog(gone)}: the stream was deleted for good`)]);
    expect(await typesIn(streams.dialog(dialog))).toEqual(['DialogLinked']);
  });
});
