import type { Id, Leg, StoredCall } from '#domain';
import type { SqlValue } from '../sqlite/driver.js';

/** A call's content as it is stored: `revision` stands in columns, since it alone does not make a change. */
export type CallContent = Omit<StoredCall, 'revision'>;

/** Ids are compared as text, as in the filters. */
const idText = (id: Id | null | undefined): string | null => (id === null || id === undefined ? null : String(id));

const milliseconds = (time: string | null): number | null => (time === null ? null : Date.parse(time));

/** Flags between commas, so that one is found by its name with commas around it; null for none. */
export const flagText = (flags: readonly string[]): string | null =>
  flags.length === 0 ? null : `,${flags.join(',')},`;

/** The columns a filter can ask for, in the order of FILTER_COLUMNS. */
export const filterValues = (call: CallContent): SqlValue[] => [
  call.source,
  idText(call.campaign?.id),
  idText(call.project?.id),
  idText(call.consultant?.id),
  call.consultant?.username ?? null,
  call.recordId,
  call.kind,
  call.direction,
  call.dialingMethod,
  call.status === 'ended' ? 1 : 0,
  call.endedAt,
  milliseconds(call.lastReceivedAt),
  call.recordClosedAt !== null && call.recordClosedAt >= call.lastEventAt ? 1 : 0,
  call.outcome,
  call.hangup?.side ?? null,
  call.hangup?.certainty ?? null,
  call.durations.talkSeconds,
  flagText(call.quality),
  call.contact?.number ?? null,
];

export const FILTER_COLUMNS = [
  'source',
  'campaign',
  'project',
  'consultant',
  'username',
  'record',
  'kind',
  'direction',
  'dialing_method',
  'ended',
  'ended_at',
  'last_received',
  'record_closed_after',
  'outcome',
  'hangup_side',
  'hangup_certainty',
  'talk_seconds',
  'quality',
  'contact_number',
] as const;

/** dialog, consultant, username, close_cause, talk_seconds. Only a consultant's leg is found by its consultant. */
export const legValues = ({ dialogUuid, role, party, closeCause, talkSeconds }: Leg): SqlValue[] => [
  dialogUuid,
  role === 'consultant' ? idText(party.id) : null,
  role === 'consultant' ? party.username : null,
  closeCause,
  talkSeconds,
];
