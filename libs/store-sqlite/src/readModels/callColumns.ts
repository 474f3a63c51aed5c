import { quarterOfWeek, recordClosedAfter, type Consultant, type Id, type Leg, type StoredCall } from '#domain';
import type { SqlValue } from '../sqlite/driver.js';

/** A call's content as it is stored: `revision` stands in columns, since it alone does not make a change. */
export type CallContent = Omit<StoredCall, 'revision'>;

/** Ids are compared as text, as in the filters. */
const idText = (id: Id | null | undefined): string | null => (id === null || id === undefined ? null : String(id));

const milliseconds = (time: string | null): number | null => (time === null ? null : Date.parse(time));

/** Of the UTC week, by which hours of the day and weekdays of any zone are found. */
const quarterOf = (time: string | null): number | null =>
  time === null ? null : quarterOfWeek(Date.parse(time) / 1000);

/** One of the values of a `listText`, as it stands in there: JSON holds no line break, so no value can be taken for another. */
export const listItem = (value: string | null): string => `\n${JSON.stringify(value)}\n`;

/** A list as a text in which each value, null too, can be looked for; null for an empty one. */
const listText = (values: readonly (string | null)[]): string | null =>
  values.length === 0 ? null : values.map(listItem).join('');

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
  call.attempt?.number ?? null,
  call.kind,
  call.direction,
  call.dialingMethod,
  call.status === 'ended' ? 1 : 0,
  quarterOf(call.startedAt),
  call.endedAt,
  quarterOf(call.endedAt),
  milliseconds(call.lastReceivedAt),
  recordClosedAfter(call) ? 1 : 0,
  call.outcome,
  call.hangup?.side ?? null,
  call.hangup?.certainty ?? null,
  call.durations.talkSeconds,
  listText(call.quality),
  listText(call.closeCauses),
  call.contact?.number ?? null,
];

export const FILTER_COLUMNS = [
  'source',
  'campaign',
  'project',
  'consultant',
  'record',
  'attempt',
  'kind',
  'direction',
  'dialing_method',
  'ended',
  'started_quarter',
  'ended_at',
  'ended_quarter',
  'last_received',
  'record_closed_after',
  'outcome',
  'hangup_side',
  'hangup_certainty',
  'talk_seconds',
  'quality',
  'close_causes',
  'contact_number',
] as const;

/** dialog, consultant, close_cause, talk_seconds. Only a consultant's leg is found by its consultant. */
export const legValues = (leg: Leg, number: NumberConsultant): SqlValue[] => [
  leg.dialogUuid,
  leg.role === 'consultant' ? consultantNumber(leg.party, number) : null,
  leg.closeCause,
  leg.talkSeconds,
];
