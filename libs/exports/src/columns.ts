import { DURATION_FIELDS, type Call, type Id, type ListedLeg } from '#domain';

/** What a cell may hold; in a list, too, a value may be unknown. */
export type CellValue = string | number | boolean | null | readonly (string | null)[];

/** The cells of a row, in the order of its columns. */
export type Cells = readonly CellValue[];

/** `number`: the platform's own, any double. `whole`: counted here. */
export type ColumnType = 'text' | 'texts' | 'time' | 'whole' | 'number' | 'flag';

/** A column of a table, CSV and Parquet alike. */
export interface Column<Row> {
  /** Where its value stands in the JSON of a row: `durations.talkSeconds`. */
  readonly path: string;
  readonly type: ColumnType;
  readonly valueOf: (row: Row) => CellValue;
}

/** Ids are text here: the platform gives some as numbers and some as text, and a column has one type. */
const idText = (id: Id | null | undefined): string | null => (id === null || id === undefined ? null : String(id));

/** A call's fields in their documented order, all but its legs, which are a table of their own. */
export const CALL_COLUMNS: readonly Column<Call>[] = [
  { path: 'id', type: 'text', valueOf: (call) => call.id },
  { path: 'source', type: 'text', valueOf: (call) => call.source },
  { path: 'kind', type: 'text', valueOf: (call) => call.kind },
  { path: 'direction', type: 'text', valueOf: (call) => call.direction },
  { path: 'recordId', type: 'text', valueOf: (call) => call.recordId },
  { path: 'attempt.number', type: 'whole', valueOf: (call) => call.attempt?.number ?? null },
  { path: 'attempt.consultantTry', type: 'number', valueOf: (call) => call.attempt?.consultantTry ?? null },
  { path: 'attempt.contactTry', type: 'number', valueOf: (call) => call.attempt?.contactTry ?? null },
  { path: 'attempt.reservationTry', type: 'number', valueOf: (call) => call.attempt?.reservationTry ?? null },
  { path: 'campaign.id', type: 'text', valueOf: (call) => idText(call.campaign?.id) },
  { path: 'campaign.name', type: 'text', valueOf: (call) => call.campaign?.name ?? null },
  { path: 'project.id', type: 'text', valueOf: (call) => idText(call.project?.id) },
  { path: 'project.name', type: 'text', valueOf: (call) => call.project?.name ?? null },
  { path: 'dialingMethod', type: 'text', valueOf: (call) => call.dialingMethod },
  { path: 'consultant.id', type: 'text', valueOf: (call) => idText(call.consultant?.id) },
  { path: 'consultant.username', type: 'text', valueOf: (call) => call.consultant?.username ?? null },
  { path: 'consultant.name', type: 'text', valueOf: (call) => call.consultant?.name ?? null },
  { path: 'contact.number', type: 'text', valueOf: (call) => call.contact?.number ?? null },
  { path: 'contact.name', type: 'text', valueOf: (call) => call.contact?.name ?? null },
  { path: 'status', type: 'text', valueOf: (call) => call.status },
  { path: 'outcome', type: 'text', valueOf: (call) => call.outcome },
  { path: 'startedAt', type: 'time', valueOf: (call) => call.startedAt },
  { path: 'talkingAt', type: 'time', valueOf: (call) => call.talkingAt },
  { path: 'endedAt', type: 'time', valueOf: (call) => call.endedAt },
  ...DURATION_FIELDS.map((field): Column<Call> => ({
    path: `durations.${field}`,
    type: 'whole',
    valueOf: (call) => call.durations[field],
  })),
  { path: 'holdCount', type: 'whole', valueOf: (call) => call.holdCount },
  { path: 'closeCauses', type: 'texts', valueOf: (call) => call.closeCauses },
  { path: 'hangup.side', type: 'text', valueOf: (call) => call.hangup?.side ?? null },
  { path: 'hangup.dialogUuid', type: 'text', valueOf: (call) => call.hangup?.dialogUuid ?? null },
  { path: 'hangup.rule', type: 'text', valueOf: (call) => call.hangup?.rule ?? null },
  { path: 'hangup.certainty', type: 'text', valueOf: (call) => call.hangup?.certainty ?? null },
  { path: 'hangup.evidence', type: 'texts', valueOf: (call) => call.hangup?.evidence ?? null },
  { path: 'final', type: 'flag', valueOf: (call) => call.final },
  { path: 'settlesAt', type: 'time', valueOf: (call) => call.settlesAt },
  { path: 'lastReceivedAt', type: 'time', valueOf: (call) => call.lastReceivedAt },
  { path: 'quality', type: 'texts', valueOf: (call) => call.quality },
  { path: 'revision.stream', type: 'text', valueOf: (call) => call.revision.stream },
  { path: 'revision.number', type: 'whole', valueOf: (call) => call.revision.number },
];

/** A leg's fields, after the ids by which it is joined with calls and records. */
export const LEG_COLUMNS: readonly Column<ListedLeg>[] = [
  { path: 'callId', type: 'text', valueOf: (leg) => leg.callId },
  { path: 'recordId', type: 'text', valueOf: (leg) => leg.recordId },
  { path: 'dialogUuid', type: 'text', valueOf: (leg) => leg.dialogUuid },
  { path: 'role', type: 'text', valueOf: (leg) => leg.role },
  { path: 'direction', type: 'text', valueOf: (leg) => leg.direction },
  { path: 'state', type: 'text', valueOf: (leg) => leg.state },
  { path: 'closeCause', type: 'text', valueOf: (leg) => leg.closeCause },
  { path: 'createdAt', type: 'time', valueOf: (leg) => leg.createdAt },
  { path: 'ringingAt', type: 'time', valueOf: (leg) => leg.ringingAt },
  { path: 'alertingAt', type: 'time', valueOf: (leg) => leg.alertingAt },
  { path: 'answeredAt', type: 'time', valueOf: (leg) => leg.answeredAt },
  { path: 'talkingAt', type: 'time', valueOf: (leg) => leg.talkingAt },
  { path: 'closedAt', type: 'time', valueOf: (leg) => leg.closedAt },
  { path: 'ringSeconds', type: 'whole', valueOf: (leg) => leg.ringSeconds },
  { path: 'waitSeconds', type: 'whole', valueOf: (leg) => leg.waitSeconds },
  { path: 'talkSeconds', type: 'whole', valueOf: (leg) => leg.talkSeconds },
  { path: 'totalSeconds', type: 'whole', valueOf: (leg) => leg.totalSeconds },
  { path: 'holdCount', type: 'whole', valueOf: (leg) => leg.holdCount },
  { path: 'party.id', type: 'text', valueOf: (leg) => idText(leg.party.id) },
  { path: 'party.username', type: 'text', valueOf: (leg) => leg.party.username },
  { path: 'party.name', type: 'text', valueOf: (leg) => leg.party.name },
  { path: 'party.number', type: 'text', valueOf: (leg) => leg.party.number },
];
