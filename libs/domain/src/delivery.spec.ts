/** What a delivery says of itself: docs/domain.md#delivery, docs/domain.md#dialog-events and docs/domain.md#other-events. */
import { readDelivery } from './delivery.js';
import type { JsonObject } from './json.js';
import { dialogId } from './jsonFields.js';

const LOWER = 'cee15e49-c209-40f3-bad8-e0659e854534';
const UPPER = LOWER.toUpperCase();

describe('an id of a dialog, meeting or caller', () => {
  it('in the form of a UUID is read without regard to case, wherever it stands', () => {
    const data = { current_contact_dialog_uuid: UPPER, caller_dialog_uuid: UPPER };
    expect(readDelivery({ dialog_uuid: UPPER }).dialogUuid).toBe(LOWER);
    expect(readDelivery({ event_name: 'dialog_meeting_entered', meeting_uuid: UPPER }).meetingUuid).toBe(LOWER);
    expect(readDelivery({ initial_application_info: { data } })).toMatchObject({
      callerDialogUuid: LOWER,
      namedDialogs: [LOWER],
    });
    expect(
      readDelivery({ initial_application_info: { data: { current_consultant_dialog_uuid: UPPER } } }).namedDialogs,
    ).toEqual([LOWER]);
  });

  it('is not named by itself, in whatever case', () =>
    expect(
      readDelivery({ dialog_uuid: LOWER, initial_application_info: { data: { caller_dialog_uuid: UPPER } } })
        .namedDialogs,
    ).toEqual([]));

  it.each([
    'DIALOG-1',
    UPPER.replaceAll('-', ''),
    `{${UPPER}}`,
    ` ${UPPER}`,
    `${UPPER}0`,
    UPPER.replace('C', 'G'),
    'ŻÓŁĆ',
  ])('of another form is kept as it stands: %s', (id) => {
    expect(dialogId(id)).toBe(id);
    expect(readDelivery({ dialog_uuid: id }).dialogUuid).toBe(id);
  });
});

describe('an id of a record', () => {
  it('keeps its case, even in the form of a UUID', () =>
    expect(readDelivery({ event_type: 'voice_campaign', data: { id: UPPER } }).recordId).toBe(UPPER));
});

describe('the record that an event names', () => {
  const recordOf = (body: JsonObject): string | null => readDelivery(body).recordId;
  const ofDialog = (type: string | null, data: JsonObject): JsonObject => ({
    event_type: 'user_dialog',
    event_name: 'dialog_create',
    dialog_uuid: 'd',
    initial_application_info: { ...(type === null ? {} : { type }), data },
  });

  it("is, of a dialog's event, the id of its application's data where that is a campaign", () => {
    expect(recordOf(ofDialog('VOICE_CAMPAIGN', { id: 'r' }))).toBe('r');
    expect(recordOf(ofDialog('VOICE_CAMPAIGN', { id: 7 }))).toBe('7');
    expect(recordOf(ofDialog('EXTERNAL_INBOUND_CALL', { id: 'r', voice_campaign_id: 'c' }))).toBeNull();
    expect(recordOf(ofDialog('SOMETHING_NEW', { id: 'r', voice_campaign_id: 'c' }))).toBeNull();
  });

  it('is, where a filter has stripped the type, that of data which has a campaign', () => {
    expect(recordOf(ofDialog(null, { id: 'r', voice_campaign_id: 'c' }))).toBe('r');
    expect(recordOf(ofDialog(null, { id: 'r', voice_campaign_id: 7 }))).toBe('r');
    expect(recordOf(ofDialog(null, { id: 'r' }))).toBeNull();
    expect(recordOf(ofDialog(null, { id: 'r', voice_campaign_id: '' }))).toBeNull();
  });

  it.each(['voice_campaign_request_closed', 'voice_campaign_request_consultant_retry', 'voice_campaign_something_new'])(
    'is, of %s, the id of its data',
    (event_name) => expect(recordOf({ event_type: 'voice_campaign', event_name, data: { id: 'r' } })).toBe('r'),
  );

  it.each(['voice_campaign_request_closed', 'voice_campaign_request_consultant_retry'])(
    'is, of %s, the id of its data also where a filter has stripped the event type',
    (event_name) => expect(recordOf({ event_name, data: { id: 'r' } })).toBe('r'),
  );

  it.each(['voice_campaign_deleted', 'voice_campaign_activate', 'voice_campaign_deactivate'])(
    'is none of %s, which is about a whole campaign, whatever its data holds',
    (event_name) => {
      expect(recordOf({ event_type: 'voice_campaign', event_name, data: { _id: 'c', id: 'c' } })).toBeNull();
      expect(recordOf({ event_name, data: { id: 'c' } })).toBeNull();
      const info = { type: 'VOICE_CAMPAIGN', data: { id: 'r' } };
      expect(recordOf({ event_type: 'voice_campaign', event_name, initial_application_info: info })).toBeNull();
    },
  );
});

describe('the type of an event', () => {
  it.each([
    ['user_dialog', 'dialog_create', 'DialogCreated'],
    ['user_dialog', 'dialog_state_update', 'DialogStateUpdated'],
    ['user_dialog', 'dialog_close', 'DialogClosed'],
    ['user_dialog', 'dialog_hold', 'DialogPutOnHold'],
    ['user_dialog', 'dialog_meeting_entered', 'DialogMeetingEntered'],
    ['voice_campaign', 'voice_campaign_request_closed', 'CampaignRecordClosed'],
    ['voice_campaign', 'voice_campaign_request_consultant_retry', 'CampaignRecordConsultantRetried'],
    ['voice_campaign', 'voice_campaign_deleted', 'CampaignDeleted'],
    ['voice_campaign', 'voice_campaign_activate', 'CampaignActivated'],
    ['voice_campaign', 'voice_campaign_deactivate', 'CampaignDeactivated'],
  ])('%s, %s is %s, also where a filter has stripped the first', (event_type, event_name, type) => {
    expect(readDelivery({ event_type, event_name }).type).toBe(type);
    expect(readDelivery({ event_name }).type).toBe(type);
    const other = event_type === 'user_dialog' ? 'voice_campaign' : 'user_dialog';
    for (const wrong of [other, 'crm'])
      expect(readDelivery({ event_type: wrong, event_name }).type).toBe('PlatformEventReceived');
  });

  it('is that of any platform event where the name is not known', () =>
    expect(readDelivery({ event_type: 'user_dialog', event_name: 'dialog_unhold' }).type).toBe(
      'PlatformEventReceived',
    ));
});

it('only an event of a meeting names a meeting', () =>
  expect(readDelivery({ event_name: 'dialog_create', meeting_uuid: 'm' }).meetingUuid).toBeNull());
