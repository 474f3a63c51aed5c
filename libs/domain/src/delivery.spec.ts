/** What a delivery says of itself: docs/domain.md#delivery, docs/domain.md#dialog-events and docs/domain.md#other-events. */
import { readDelivery } from './delivery.js';
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
