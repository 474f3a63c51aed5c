import type { JsonObject } from './json.js';
import { dialogIdOf, objectOf, stringOf, textOf } from './jsonFields.js';

/** Event types of the log, by the platform's event names: docs/domain.md#dialog-events, docs/domain.md#other-events. */
const DIALOG_EVENTS: ReadonlyMap<string, PlatformEventType> = new Map([
  ['dialog_create', 'DialogCreated'],
  ['dialog_state_update', 'DialogStateUpdated'],
  ['dialog_close', 'DialogClosed'],
  ['dialog_hold', 'DialogPutOnHold'],
  ['dialog_meeting_entered', 'DialogMeetingEntered'],
]);
const CAMPAIGN_EVENTS: ReadonlyMap<string, PlatformEventType> = new Map([
  ['voice_campaign_request_closed', 'CampaignRecordClosed'],
  ['voice_campaign_request_consultant_retry', 'CampaignRecordConsultantRetried'],
  ['voice_campaign_deleted', 'CampaignDeleted'],
  ['voice_campaign_activate', 'CampaignActivated'],
  ['voice_campaign_deactivate', 'CampaignDeactivated'],
]);
/** Events about a campaign as a whole: they name no record. */
const OF_WHOLE_CAMPAIGN: readonly PlatformEventType[] = ['CampaignDeleted', 'CampaignActivated', 'CampaignDeactivated'];

/** Events about one record; known by name where a filter has stripped their `event_type`. */
export const OF_RECORD: readonly PlatformEventType[] = ['CampaignRecordClosed', 'CampaignRecordConsultantRetried'];

export type PlatformEventType =
  | 'DialogCreated'
  | 'DialogStateUpdated'
  | 'DialogClosed'
  | 'DialogPutOnHold'
  | 'DialogMeetingEntered'
  | 'CampaignRecordClosed'
  | 'CampaignRecordConsultantRetried'
  | 'CampaignDeleted'
  | 'CampaignActivated'
  | 'CampaignDeactivated'
  /** Anything else: data, kept as it came. */
  | 'PlatformEventReceived';

/** What a delivery says of itself: enough to know where it belongs. */
export interface Delivery {
  readonly type: PlatformEventType;
  /** The platform's `event_name`. */
  readonly name: string | null;
  readonly dialogUuid: string | null;
  /** The campaign record it names. */
  readonly recordId: string | null;
  /** The inbound caller's dialog it names. */
  readonly callerDialogUuid: string | null;
  /** Other dialogs it names as part of the same engagement, the caller's included. */
  readonly namedDialogs: readonly string[];
  readonly meetingUuid: string | null;
}

const typeOf = (body: JsonObject, name: string | null): PlatformEventType => {
  const kind = stringOf(body.event_type);
  const byName = name === null ? undefined : (DIALOG_EVENTS.get(name) ?? CAMPAIGN_EVENTS.get(name));
  if (byName === undefined || kind === null) return byName ?? 'PlatformEventReceived';
  const known = kind === 'user_dialog' ? DIALOG_EVENTS : kind === 'voice_campaign' ? CAMPAIGN_EVENTS : null;
  return known?.get(name ?? '') ?? 'PlatformEventReceived';
};

/** The creation-time snapshot's data: `initial_application_info.data` of a dialog's event. */
export const applicationData = (body: JsonObject): JsonObject | null =>
  objectOf(objectOf(body.initial_application_info)?.data);

/** A dialog's event names its record when its application is a voice campaign; filters may have stripped the type (docs/domain.md#dialog-events). */
const recordOfDialogEvent = (body: JsonObject): string | null => {
  const data = applicationData(body);
  if (data === null) return null;
  const application = stringOf(objectOf(body.initial_application_info)?.type);
  const isCampaign = application === null ? textOf(data.voice_campaign_id) !== null : application === 'VOICE_CAMPAIGN';
  return isCampaign ? textOf(data.id) : null;
};

const recordOf = (body: JsonObject, type: PlatformEventType): string | null => {
  if (OF_WHOLE_CAMPAIGN.includes(type)) return null;
  const isOfRecord = OF_RECORD.includes(type) || body.event_type === 'voice_campaign';
  return isOfRecord ? textOf(objectOf(body.data)?.id) : recordOfDialogEvent(body);
};

/** Of most events: a state update names none. */
const NONE: readonly string[] = [];

const dialogsNamedBy = (data: JsonObject, dialogUuid: string | null): readonly string[] => {
  const named = [
    dialogIdOf(data.current_contact_dialog_uuid),
    dialogIdOf(data.current_consultant_dialog_uuid),
    dialogIdOf(data.caller_dialog_uuid),
  ];
  return [...new Set(named)].filter((uuid): uuid is string => uuid !== null && uuid !== dialogUuid);
};

/** Reads any JSON object the platform may send; never throws, unknown values are null. */
export const readDelivery = (body: JsonObject): Delivery => {
  const name = stringOf(body.event_name);
  const type = typeOf(body, name);
  const dialogUuid = dialogIdOf(body.dialog_uuid);
  const data = applicationData(body);
  return {
    type,
    name,
    dialogUuid,
    recordId: recordOf(body, type),
    callerDialogUuid: dialogIdOf(data?.caller_dialog_uuid),
    namedDialogs: data === null ? NONE : dialogsNamedBy(data, dialogUuid),
    meetingUuid: type === 'DialogMeetingEntered' ? dialogIdOf(body.meeting_uuid) : null,
  };
};
