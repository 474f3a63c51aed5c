import { DURATION_FIELDS, QUALITY_FLAGS, type Consultant, type Id, type StoredCall } from '../call.js';
import { recordClosedAfter } from '../presentCall.js';
import { decidingLeg } from './decidingLeg.js';

/** What is known of many calls at once: a number of each. Times are seconds since the epoch; NaN stands for null. */
export const NUMBER_COLUMNS = [
  'startedAt',
  'endedAt',
  'lastEventAt',
  /** Milliseconds: the last receipt, where a call is final or stale so long after it; NaN where nothing is waited for. */
  'waitingSince',
  /** From the last event by the platform's clock to the last receipt, at least 0; NaN for imported history. */
  'lateSeconds',
  'attempt',
  /** 1 where the side that was called answered: the contact outbound, a consultant inbound. */
  'answered',
  /** A bit for each of QUALITY_FLAGS. */
  'quality',
  /** The talk that `talkSeconds` measures: its beginning and its end, NaN while it goes on. */
  'talkFrom',
  'talkTo',
  'consultantTalkFrom',
  'consultantTalkTo',
  ...DURATION_FIELDS,
] as const;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** A value of each: few different ones, so the calls hold numbers of values. */
export const VALUE_COLUMNS = [
  'source',
  'campaign',
  'project',
  'consultant',
  'kind',
  'direction',
  'dialingMethod',
  'outcome',
  'hangupSide',
  'hangupCertainty',
  /** Of the deciding contact leg. */
  'closeCause',
  /** Of all legs. */
  'closeCauses',
] as const;
export type ValueColumn = (typeof VALUE_COLUMNS)[number];

/** Who a consultant is; the name is looked up when it is shown. */
export type ConsultantKey = Pick<Consultant, 'id' | 'username'>;
export type ColumnValue = Id | null | ConsultantKey | readonly (string | null)[];

/** Calls as statistics read them: column by column. */
export interface CallColumns {
  readonly count: number;
  readonly numbers: Readonly<Record<NumberColumn, Float64Array>>;
  /** Per call the place of its value in `values`. */
  readonly codes: Readonly<Record<ValueColumn, Int32Array>>;
  readonly values: Readonly<Record<ValueColumn, readonly ColumnValue[]>>;
}

const seconds = (time: string | null): number => (time === null ? Number.NaN : Math.floor(Date.parse(time) / 1000));
const orNaN = (number: number | null | undefined): number => number ?? Number.NaN;

const qualityBits = (flags: StoredCall['quality']): number =>
  flags.reduce((bits, flag) => bits + 2 ** QUALITY_FLAGS.indexOf(flag), 0);

/** Answered means answered or talked (docs/domain.md#legs). */
const wasAnswered = ({ direction, legs }: StoredCall): boolean => {
  const called = direction === 'OUTBOUND' ? 'contact' : direction === 'INBOUND' ? 'consultant' : null;
  return legs.some((leg) => leg.role === called && (leg.answeredAt !== null || leg.talkingAt !== null));
};

/** An ended call whose record was closed after it is final at once, whenever it was received (docs/domain.md#status). */
const waitingSince = (call: StoredCall): number => {
  if (call.lastReceivedAt === null || (call.status === 'ended' && recordClosedAfter(call))) return Number.NaN;
  return Date.parse(call.lastReceivedAt);
};

const lateSeconds = ({ lastReceivedAt, lastEventAt }: StoredCall): number =>
  lastReceivedAt === null ? Number.NaN : Math.max(0, seconds(lastReceivedAt) - seconds(lastEventAt));

const numbersOf = (call: StoredCall): Record<NumberColumn, number> => {
  const { talkSeconds, consultantTalkSeconds } = call.durations;
  const talkFrom = seconds(call.talkingAt);
  const consultantTalkFrom = seconds(decidingLeg(call.legs, 'consultant')?.talkingAt ?? null);
  const numbers = {
    startedAt: seconds(call.startedAt),
    endedAt: seconds(call.endedAt),
    lastEventAt: seconds(call.lastEventAt),
    waitingSince: waitingSince(call),
    lateSeconds: lateSeconds(call),
    attempt: orNaN(call.attempt?.number),
    answered: wasAnswered(call) ? 1 : 0,
    quality: qualityBits(call.quality),
    talkFrom,
    talkTo: talkFrom + orNaN(talkSeconds),
    consultantTalkFrom,
    consultantTalkTo: consultantTalkFrom + orNaN(consultantTalkSeconds),
  };
  const durations = Object.fromEntries(DURATION_FIELDS.map((field) => [field, orNaN(call.durations[field])]));
  return { ...numbers, ...(durations as Record<(typeof DURATION_FIELDS)[number], number>) };
};

const consultantKey = (consultant: Consultant | null): ConsultantKey | null =>
  consultant === null || (consultant.id === null && consultant.username === null)
    ? null
    : { id: consultant.id, username: consultant.username };

const valuesOf = (call: StoredCall): Record<ValueColumn, ColumnValue> => ({
  source: call.source,
  campaign: call.campaign?.id ?? null,
  project: call.project?.id ?? null,
  consultant: consultantKey(call.consultant),
  kind: call.kind,
  direction: call.direction,
  dialingMethod: call.dialingMethod,
  outcome: call.outcome,
  hangupSide: call.hangup?.side ?? null,
  hangupCertainty: call.hangup?.certainty ?? null,
  closeCause: decidingLeg(call.legs, 'contact')?.closeCause ?? null,
  closeCauses: call.closeCauses,
});

/** The different values of a column, each with its place. */
class Values {
  readonly all: ColumnValue[] = [];
  readonly #places = new Map<unknown, number>();

  placeOf(value: ColumnValue): number {
    // only plain values can be looked up as they are
    const key = typeof value === 'object' && value !== null ? JSON.stringify([value]) : value;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

const perColumn = <Column extends string, Made>(
  columns: readonly Column[],
  make: (column: Column) => Made,
): Record<Column, Made> => Object.fromEntries(columns.map((column) => [column, make(column)])) as Record<Column, Made>;

/** The columns of call documents. */
export const columnsOf = (calls: readonly StoredCall[]): CallColumns => {
  const numbers = perColumn(NUMBER_COLUMNS, () => new Float64Array(calls.length));
  const codes = perColumn(VALUE_COLUMNS, () => new Int32Array(calls.length));
  const values = perColumn(VALUE_COLUMNS, () => new Values());
  for (const [i, call] of calls.entries()) {
    const ofCall = numbersOf(call);
    for (const column of NUMBER_COLUMNS) numbers[column][i] = ofCall[column];
    const known = valuesOf(call);
    for (const column of VALUE_COLUMNS) codes[column][i] = values[column].placeOf(known[column]);
  }
  return { count: calls.length, numbers, codes, values: perColumn(VALUE_COLUMNS, (column) => values[column].all) };
};

/** Some calls of columns: the places of those that are meant. */
export interface ChosenCalls {
  readonly columns: CallColumns;
  readonly calls: Int32Array;
}

const gatherNumbers = (parts: readonly ChosenCalls[], column: NumberColumn, count: number): Float64Array => {
  const numbers = new Float64Array(count);
  let place = 0;
  for (const { columns, calls } of parts) {
    const known = columns.numbers[column];
    for (const call of calls) numbers[place++] = known[call]!;
  }
  return numbers;
};

const gatherCodes = (parts: readonly ChosenCalls[], column: ValueColumn, count: number) => {
  const codes = new Int32Array(count);
  const values = new Values();
  let place = 0;
  for (const { columns, calls } of parts) {
    const [knownCodes, knownValues] = [columns.codes[column], columns.values[column]];
    const newCodes = new Int32Array(knownValues.length).fill(-1);
    for (const call of calls) {
      const code = knownCodes[call]!;
      if (newCodes[code] === -1) newCodes[code] = values.placeOf(knownValues[code]!);
      codes[place++] = newCodes[code]!;
    }
  }
  return { codes, values: values.all };
};

/** Columns of the chosen calls alone, one part behind the other; each value stands there once. */
export const gatherColumns = (parts: readonly ChosenCalls[]): CallColumns => {
  const count = parts.reduce((sum, { calls }) => sum + calls.length, 0);
  const coded = perColumn(VALUE_COLUMNS, (column) => gatherCodes(parts, column, count));
  return {
    count,
    numbers: perColumn(NUMBER_COLUMNS, (column) => gatherNumbers(parts, column, count)),
    codes: perColumn(VALUE_COLUMNS, (column) => coded[column].codes),
    values: perColumn(VALUE_COLUMNS, (column) => coded[column].values),
  };
};
