/**
 * Bodies as the platform posts them, with the keys of the documented flow (test/fixtures/voice_campaign_manual.ndjson), null where it has null.
 * What the documentation leaves open (inbound, outgoing, transfers) follows docs/domain.md#dialog-events.
 */
import type { JsonObject, JsonValue } from '#domain';

export interface Consultant {
  readonly id: number;
  readonly username: string;
  readonly firstname: string;
  readonly surname: string;
  readonly displayName: string;
  readonly number: string;
}

export interface Titled {
  readonly id: string | number;
  readonly name: string;
}

/** One case to call, as its snapshots show it. */
export interface CampaignRecord {
  readonly id: string;
  readonly createdDate: string;
  readonly campaign: Titled;
  readonly project: Titled;
  /** With the country's prefix, as it is dialled. */
  readonly number: string;
  readonly dialingMethod: string;
}

/** How often each party of a record was tried, counting the attempt at hand. */
export interface Tries {
  readonly consultant: number;
  readonly contact: number;
  readonly reservation: number;
}

/** What a record's snapshot says beside the record: whose turn it is, and which dialogs it knows of. */
export interface SnapshotDetails {
  readonly tries?: Tries;
  readonly consultant?: Consultant | null;
  readonly contactDialog?: string | null;
  readonly consultantDialog?: string | null;
}

/** One party's connection: everything its create and its close are made of. */
export interface Dialog {
  readonly uuid: string;
  readonly side: 'USER' | 'CONTACT';
  readonly direction: string | null;
  readonly businessDirection: string | null;
  /** `initial_application_info`, a snapshot of creation time that the close repeats. */
  readonly application: JsonObject | null;
  /** Who connects, or for a contact's dialog whom it is put through to. */
  readonly consultant: Consultant | null;
  readonly project: Titled;
  readonly number: string;
  /** The called or calling line of the centre; campaigns have none. */
  readonly centreNumber?: string;
  readonly campaign?: Titled;
}

/** Whole seconds since the epoch in the platform's notation, UTC. */
export const platformTime = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** `initial_application_info.data` of a campaign: 36 keys. */
export const recordSnapshot = (record: CampaignRecord, details: SnapshotDetails = {}): JsonObject => {
  const { tries = { consultant: 1, contact: 1, reservation: 1 }, consultant = null } = details;
  return {
    id: record.id,
    created_date: record.createdDate,
    voice_campaign_id: record.campaign.id,
    voice_campaign_name: record.campaign.name,
    contact_number: record.number.slice(2),
    current_contact_number: record.number,
    current_contact_name: null,
    name: null,
    contact_info: null,
    contact_identifier: null,
    consultant_try: tries.consultant,
    contact_try: tries.contact,
    case_id: null,
    case_group: null,
    case_state: null,
    priority: 200,
    process_not_before: record.createdDate,
    process_date: 'ANY',
    process_from_date: `${record.createdDate.slice(0, 10)} 00:00:00`,
    process_to_date: `${record.createdDate.slice(0, 10)} 23:59:59`,
    process_day: null,
    process_time: 'ANY',
    process_from_time: null,
    process_to_time: null,
    process_hours: null,
    dialing_method: record.dialingMethod,
    project_id: record.project.id,
    project_name: record.project.name,
    assigned_tenant_user_id: consultant?.id ?? null,
    assigned_tenant_user_name: consultant?.username ?? null,
    tenant_user_id: consultant?.id ?? null,
    tenant_user_name: consultant?.username ?? null,
    user_reservation_try: tries.reservation,
    current_contact_dialog_uuid: details.contactDialog ?? null,
    current_consultant_dialog_uuid: details.consultantDialog ?? null,
    custom: null,
  };
};

/** `initial_application_info` of a dialog of a campaign. */
export const campaignApplication = (
  side: Dialog['side'],
  record: CampaignRecord,
  details: SnapshotDetails = {},
): JsonObject => ({ side, type: 'VOICE_CAMPAIGN', data: recordSnapshot(record, details) });

/** `initial_application_info` of an inbound call; without `callerDialog` the create does not repeat whose call it is. */
export const inboundApplication = (
  side: Dialog['side'],
  call: { readonly callerDialog: string | null; readonly number: string; readonly centreNumber: string },
): JsonObject => ({
  side,
  type: 'EXTERNAL_INBOUND_CALL',
  data: {
    ...(call.callerDialog === null ? {} : { caller_dialog_uuid: call.callerDialog }),
    caller_contact_address: call.number,
    callee_contact_address: call.centreNumber,
  },
});

/** `initial_application_info` of a call that a consultant places from the browser: it names no dialog. */
export const webUserApplication = (side: Dialog['side'], consultant: Consultant, number: string): JsonObject => ({
  side,
  type: 'WEB_USER_CALL',
  data: {
    caller_number: consultant.number,
    caller_contact_address: consultant.username,
    callee_contact_address: number,
    tenant_user: { id: consultant.id, username: consultant.username },
  },
});

const titled = ({ id, name }: Titled): JsonObject => ({ id, name });

const named = (consultant: Consultant): JsonObject => ({
  id: consultant.id,
  username: consultant.username,
  firstname: consultant.firstname,
  surname: consultant.surname,
});

/** The centre's and the contact's address, in the direction in which the call was placed. */
const addresses = (dialog: Dialog): JsonObject => {
  const centre = dialog.centreNumber ?? dialog.consultant?.number ?? null;
  const inbound = dialog.businessDirection === 'INBOUND';
  return {
    caller_contact_address: inbound ? dialog.number : centre,
    callee_contact_address: inbound ? centre : dialog.number,
  };
};

/** The peer of a contact's dialog is the consultant it is put through to; a consultant's, and a dialer's, is the system. */
const peer = (dialog: Dialog): JsonObject => {
  const known = dialog.side === 'CONTACT' ? dialog.consultant : null;
  return {
    peer_target: known?.number ?? null,
    peer_name: known?.displayName ?? null,
    peer_type: known === null ? 'SYSTEM' : 'CONSULTANT',
    peer_project_name: known === null ? null : dialog.project.name,
    peer_username: known?.username ?? null,
    peer_firstname: known?.username ?? null,
    peer_surname: known?.surname ?? null,
  };
};

const partyAtCreate = (dialog: Dialog): JsonObject => {
  if (dialog.side === 'CONTACT') return { anonymous: { display_name: dialog.number } };
  const { consultant, project } = dialog;
  return {
    ...(consultant === null ? {} : { tenant_user: { ...named(consultant), display_name: consultant.displayName } }),
    project: titled(project),
  };
};

const partyAtClose = (dialog: Dialog): JsonObject => {
  if (dialog.side === 'CONTACT') {
    return { anonymous: { display_name: dialog.number, presentation_number: dialog.number } };
  }
  const { consultant, project } = dialog;
  const outbound = { outbound_name: consultant?.displayName ?? null, outbound_number: consultant?.number ?? null };
  return {
    ...(consultant === null ? {} : { tenant_user: { ...named(consultant), ...outbound } }),
    project: titled(project),
  };
};

/** `dialog_create`: a contact's dialog begins ringing, a consultant's alerting, unless told otherwise. */
export const dialogCreate = (dialog: Dialog, epochSeconds: number, state?: string): JsonObject => ({
  event_type: 'user_dialog',
  event_name: 'dialog_create',
  event_time: platformTime(epochSeconds),
  direction: dialog.direction,
  business_direction: dialog.businessDirection,
  state: state ?? (dialog.side === 'CONTACT' ? 'ringing' : 'alerting'),
  dialog_type: dialog.side === 'CONTACT' ? 'EXTERNAL' : 'CONSULTANT',
  dialog_uuid: dialog.uuid,
  media: ['audio'],
  self_target: dialog.side === 'CONTACT' ? dialog.number : (dialog.consultant?.number ?? null),
  self_name: dialog.side === 'CONTACT' ? dialog.number : (dialog.consultant?.displayName ?? null),
  ...peer(dialog),
  from_display_name: null,
  from_display_target: null,
  to_display_name: null,
  to_display_target: null,
  ...addresses(dialog),
  initial_link_type: null,
  initial_application_info: dialog.application,
  ...partyAtCreate(dialog),
});

/** `dialog_close`, with the cause as the platform names it. */
export const dialogClose = (dialog: Dialog, epochSeconds: number, cause: JsonValue): JsonObject => {
  const self = dialog.side === 'CONTACT' ? dialog.number : (dialog.consultant?.number ?? null);
  return {
    event_type: 'user_dialog',
    event_name: 'dialog_close',
    event_time: platformTime(epochSeconds),
    direction: dialog.direction,
    business_direction: dialog.businessDirection,
    from_display_name: null,
    from_display_target: dialog.consultant?.number ?? null,
    to_display_name: self,
    to_display_target: self,
    caller_contact_address: null,
    callee_contact_address: null,
    initial_application_target_id: dialog.campaign?.id ?? null,
    initial_application_target_name: dialog.campaign?.name ?? null,
    initial_application_selection_id: dialog.consultant?.id ?? null,
    initial_application_selection_name: dialog.consultant?.username ?? null,
    initial_target_type: dialog.campaign === undefined ? null : 'VOICE_CAMPAIGN',
    variables: {},
    close_cause: cause,
    dialog_uuid: dialog.uuid,
    initial_application_info: dialog.application,
    ...partyAtClose(dialog),
  };
};

/** `dialog_state_update`: five keys only. */
export const stateUpdate = (uuid: string, epochSeconds: number, state: JsonValue): JsonObject => ({
  event_type: 'user_dialog',
  event_name: 'dialog_state_update',
  event_time: platformTime(epochSeconds),
  dialog_uuid: uuid,
  state,
});

export const dialogHold = (uuid: string, epochSeconds: number): JsonObject => ({
  event_type: 'user_dialog',
  event_name: 'dialog_hold',
  event_time: platformTime(epochSeconds),
  dialog_uuid: uuid,
});

export const meetingEntered = (dialog: Dialog, epochSeconds: number, meetingUuid: string): JsonObject => ({
  event_type: 'user_dialog',
  event_name: 'dialog_meeting_entered',
  event_time: platformTime(epochSeconds),
  dialog_type: dialog.side === 'CONTACT' ? 'EXTERNAL' : 'CONSULTANT',
  dialog_uuid: dialog.uuid,
  meeting_uuid: meetingUuid,
});

const recordEvent = (name: string, epochSeconds: number, data: JsonObject): JsonObject => ({
  event_name: name,
  event_time: platformTime(epochSeconds),
  event_type: 'voice_campaign',
  data,
});

/** `voice_campaign_request_closed`: the platform is done with a record. */
export const recordClosed = (
  record: CampaignRecord,
  epochSeconds: number,
  details: SnapshotDetails = {},
): JsonObject => ({
  ...recordEvent('voice_campaign_request_closed', epochSeconds, {
    ...recordSnapshot(record, details),
    state: 'CLOSED',
    application_state: 'CLOSED',
    call_state: 'CALL_ENDED',
    call_state_reason: null,
    close_reason: null,
  }),
  dialogs: [],
  call_history: [],
});

/** `voice_campaign_request_consultant_retry`: the consultant was not reached. */
export const consultantRetry = (
  record: CampaignRecord,
  epochSeconds: number,
  details: SnapshotDetails = {},
): JsonObject =>
  recordEvent('voice_campaign_request_consultant_retry', epochSeconds, {
    ...recordSnapshot(record, details),
    state: 'PROCESSING',
    application_state: 'RETRY',
    call_state: 'WAITING',
    call_state_reason: 'NO_USER_RESPONSE',
    close_reason: null,
  });

/** Events of a campaign as a whole, which belong to no record. */
export const campaignEvent = (name: string, epochSeconds: number, campaignId: string): JsonObject =>
  recordEvent(name, epochSeconds, { _id: campaignId });

/** Events of the contact book. */
export const crmEvent = (name: string, epochSeconds: number, data: JsonObject): JsonObject => ({
  event_name: name,
  event_time: platformTime(epochSeconds),
  event_type: 'crm',
  data,
});
