import type { Consultant, Id, Leg, StoredCall } from '#domain';
import type { SqlValue } from '../sqlite/driver.js';

/** A call's content as it is stored: `revision` stands in columns, since it alone does not make a change. */
export type CallContent = Omit<StoredCall, 'revision'>;

/** Ids are compared as text, as in the filters. */
const idText = (id: Id | null | undefined): string | null => (id === null || id === undefined ? null : String(id));

const milliseconds = (time: string | null): number | null => (time === null ? null : Date.parse(time));

/** Flags between commas, so that one is found by its name with commas around it; null for none. */
export const flagText = (flags: readonly string[]): string | null =>
  flags.length === 0 ? null : `,${flags.join(',')},`;

/** Gives each pair of id and username a number, the same for the same. */
export type NumberConsultant = (id: string | null, username: string | null) => number;

const consultantNumber = (consultant: Consultant | null, number: NumberConsultant): number | null => {
  if (consultant === null || (consultant.id === null && consultant.username === null)) return null;
  return number(idText(consultant.id), consultant.username);
};

/** The columns a filter can ask for, in the order of FILTER_COLUMNS. */
export const filterValues = (call: CallContent, number: NumberConsultant): SqlValue[] => [
  call.source,
  idText(call.campaign?.id),
  idText(call.project?.id),
  consultantNumber(call.consultant, number),
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

/** dialog, consultant, close_cause, talk_seconds. Only a consultant's leg is found by its consultant. */
export const legValues = (leg: Leg, number: NumberConsultant): SqlValue[] => [
  leg.dialogUuid,
  leg.role === 'consultant' ? consultantNumber(leg.party, number) : null,
  leg.closeCause,
  leg.talkSeconds,
];
