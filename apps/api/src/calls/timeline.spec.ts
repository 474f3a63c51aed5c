import type { JsonObject, StoredCall } from '#domain';
import type { RecordedEvent } from '#ports';
import { SEED_CONSULTANT_DIALOG, voiceCampaignManual } from '../../../../test/support/seed.js';
import { recorded } from '../../../../test/support/recorded.js';
import { documentsOf, inLog } from '../../spec/documents.js';
import { timelineOf } from './timeline.js';

const supervisor = { role: 'supervisor' } as const;
const flow = inLog(recorded(voiceCampaignManual()));
const callOf = (events: readonly RecordedEvent[]): StoredCall => documentsOf(events[0]!.stream, events).calls[0]!;
const [close] = voiceCampaignManual().slice(-1) as [JsonObject];
const timeOf = (event: RecordedEvent): string => event.metadata.receivedAt ?? '';

describe('the timeline of a call', () => {
  it("holds the documented flow's nine events with their bodies, in order", () => {
    const items = timelineOf(callOf(flow), flow, supervisor);
    expect(items.map(({ id }) => id)).toEqual(flow.map(({ id }) => id));
    expect(items.map(({ body }) => body)).toEqual(voiceCampaignManual());
    expect(items[0]).toMatchObject({
      name: 'dialog_create',
      eventTime: '2020-08-26T12:59:36Z',
      receivedAt: timeOf(flow[0]!),
      dialogUuid: SEED_CONSULTANT_DIALOG,
      state: 'alerting',
      closeCause: null,
    });
    expect(items[8]).toMatchObject({ name: 'dialog_close', state: null, closeCause: 'HANGUP' });
  });

  it('is the same whatever the order of arrival, each event once at its earliest receipt', () => {
    const again = inLog(recorded(voiceCampaignManual(), { receivedAt: '2024-01-01T00:00:00.000Z' }));
    const once = timelineOf(callOf(flow), flow, supervisor);
    expect(timelineOf(callOf(flow), [...again, ...flow].reverse(), supervisor)).toEqual(once);
    expect(timelineOf(callOf(flow), [...flow, ...again], supervisor)).toEqual(once);
  });

  it('has no bodies for analysts', () => {
    for (const item of timelineOf(callOf(flow), flow, { role: 'analyst' })) expect(item).not.toHaveProperty('body');
  });

  it('leaves out the events of other dialogs and those about the record itself', () => {
    const others = inLog(
      recorded([
        { ...close, dialog_uuid: 'another' },
        {
          event_type: 'voice_campaign',
          event_name: 'voice_campaign_request_closed',
          data: { id: '5f46504480f35766ae0e449e' },
        },
      ]),
    );
    expect(timelineOf(callOf(flow), [...others, ...flow], supervisor)).toHaveLength(9);
  });

  it('has no receipt for imported history, and the receipt where an event time cannot be read', () => {
    const imported = inLog(recorded(voiceCampaignManual(), { receivedAt: null }));
    expect(timelineOf(callOf(imported), imported, supervisor).map(({ receivedAt }) => receivedAt)).toEqual(
      Array(9).fill(null),
    );
    const untimed = inLog(recorded([{ ...close, event_time: 'soon' }], { receivedAt: '2024-03-01T10:00:00.500Z' }));
    expect(timelineOf(callOf(untimed), untimed, supervisor)[0]).toMatchObject({
      eventTime: '2024-03-01T10:00:00Z',
      receivedAt: '2024-03-01T10:00:00.500Z',
    });
  });
});
