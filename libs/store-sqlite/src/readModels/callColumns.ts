import { searchedValues, type CallContent, type Consultant, type Id, type Leg } from '#domain';
import type { SqlValue } from '../sqlite/driver.js';

/** Filters name ids as text. */
const idText = (id: Id | null | undefined): string | null => (id === null || id === undefined ? null : String(id));

/** A value as it stands in a `listText`. JSON has no line breaks, so a value cannot be found within another one. */
export const listItem = (value: string | null): string => `\n${JSON.stringify(value)}\n`;

/** A list as a text in which a value, or null, can be looked for; null for an empty list. */
const listText = (values: readonly (string | null)[]): string | null =>
  values.length === 0 ? null : values.map(listItem).join('');

/** The number of a pair of id and username, which never changes. */
export type NumberConsultant = (id: string | null, username: string | null) => number;

const consultantNumber = (consultant: Consultant | null, number: NumberConsultant): number | null => {
  if (consultant === null || (consultant.id === null && consultant.username === null)) return null;
  return number(idText(consultant.id), consultant.username);
};

/** The values of FILTER_COLUMNS, in their order. */
export const filterValues = (call: CallContent, number: NumberConsultant): SqlValue[] => {
  const { startedQuarter, endedQuarter, lastReceived, recordClosedAfter } = searchedValues(call);
  return [
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
    startedQuarter,
    call.endedAt,
    endedQuarter,
    lastReceived,
    recordClosedAfter ? 1 : 0,
    call.outcome,
    call.hangup?.side ?? null,
    call.hangup?.certainty ?? null,
    call.durations.talkSeconds,
    listText(call.quality),
    listText(call.closeCauses),
    call.contact?.number ?? null,
  ];
};

/** Columns that filters ask for. */
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

/** The columns dialog, consultant, close_cause and talk_seconds. Only a consultant's leg has a consultant. */
export const legValues = (leg: Leg, number: NumberConsultant): SqlValue[] => [
  leg.dialogUuid,
  leg.role === 'consultant' ? consultantNumber(leg.party, number) : null,
  leg.closeCause,
  leg.talkSeconds,
];
