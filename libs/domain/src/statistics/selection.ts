import { QUALITY_FLAGS } from '../call.js';
import { secondsOf } from '../eventTime.js';
import { localClockTest } from '../localClock.js';
import type { CallColumns, ColumnValue, ValueColumn } from './columns.js';
import { startedOutside } from './hours.js';
import type { StatisticsQuery } from './query.js';

type Filter = StatisticsQuery['filter'];
/** What of a statistical question says which calls it is about. */
export type Selection = Pick<StatisticsQuery, 'filter' | 'attribution' | 'timezone'>;
/** Whether the call at this place of the columns is wanted. */
type Test = (call: number) => boolean;

/* The tests mean what `matchesCall` in libs/domain/src/filter.ts means. */

/** The texts by which a value can be asked for; null: not known. */
const textsOf = (value: ColumnValue): readonly (string | null)[] => {
  if (value === null) return [null];
  if (typeof value !== 'object') return [String(value)];
  if (!('username' in value)) return value;
  return [value.id, value.username].filter((part) => part !== null).map(String);
};

/** One look at each different value instead of one at each call. */
const isOneOf = (columns: CallColumns, column: ValueColumn, wanted: readonly (string | null)[] | undefined): Test[] => {
  if (wanted === undefined) return [];
  const allowed = columns.values[column].map((value) => textsOf(value).some((text) => wanted.includes(text)));
  const codes = columns.codes[column];
  return [(call) => allowed[codes[call]!]!];
};

export const isEnded = ({ numbers }: CallColumns): Test => {
  const { endedAt } = numbers;
  return (call) => !Number.isNaN(endedAt[call]);
};

/** Open, and nothing received for the stale time; imported: at once. */
export const isStale = (columns: CallColumns, { now, staleSeconds }: Filter['clock']): Test => {
  const { waitingSince } = columns.numbers;
  const ended = isEnded(columns);
  // written so that NaN, which nothing is waited for, is stale
  return (call) => !ended(call) && !(now - waitingSince[call]! < staleSeconds * 1000);
};

/** Ended, and nothing received for the grace time; imported, or its record closed: at once. */
export const isFinal = (columns: CallColumns, { now, graceSeconds }: Filter['clock']): Test => {
  const { waitingSince } = columns.numbers;
  const ended = isEnded(columns);
  return (call) => ended(call) && !(now - waitingSince[call]! < graceSeconds * 1000);
};

const hasStatus = (columns: CallColumns, { status, clock }: Filter): Test[] => {
  if (status === undefined) return [];
  const [ended, stale] = [isEnded(columns), isStale(columns, clock)];
  return [(call) => status.includes(ended(call) ? 'ended' : stale(call) ? 'stale' : 'open')];
};

const hasFinality = (columns: CallColumns, { final, clock }: Filter): Test[] => {
  if (final === undefined) return [];
  const isSettled = isFinal(columns, clock);
  return [(call) => isSettled(call) === final];
};

/** `missing_close` is a matter of the clock. */
const hasFlag = (columns: CallColumns, { quality: wanted, clock }: Filter): Test[] => {
  if (wanted === undefined) return [];
  const { quality } = columns.numbers;
  const stale = isStale(columns, clock);
  const bits = QUALITY_FLAGS.filter((flag) => wanted.includes(flag)).map((flag) => QUALITY_FLAGS.indexOf(flag));
  const mask = bits.reduce((all, bit) => all | (1 << bit), 0);
  const missingClose = wanted.includes('missing_close');
  return [(call) => (quality[call]! & mask) !== 0 || (missingClose && stale(call))];
};

/** NaN, a talk that is not known, is neither. */
const talkedBetween = ({ numbers }: CallColumns, { minTalkSeconds, maxTalkSeconds }: Filter): Test[] => {
  const { talkSeconds } = numbers;
  return [
    ...(minTalkSeconds === undefined ? [] : [(call: number) => talkSeconds[call]! >= minTalkSeconds]),
    ...(maxTalkSeconds === undefined ? [] : [(call: number) => talkSeconds[call]! <= maxTalkSeconds]),
  ];
};

const hasAttempt = ({ numbers }: CallColumns, { attempt: wanted }: Filter): Test[] => {
  if (wanted === undefined) return [];
  const allowed = new Set(wanted.map((number) => number ?? Number.NaN));
  return [(call) => allowed.has(numbers.attempt[call]!)];
};

const isAtAskedTime = ({ numbers }: CallColumns, { filter, attribution, timezone }: Selection): Test[] => {
  if (filter.hourOfDay === undefined && filter.weekday === undefined) return [];
  const isAsked = localClockTest({ ...filter, timezone });
  if (isAsked === null) return [];
  const time = attribution === 'end' ? numbers.endedAt : numbers.startedAt;
  return [(call) => isAsked(time[call]!)];
};

const isInRange = ({ numbers }: CallColumns, { filter, attribution }: Selection): Test[] => {
  if (attribution === 'clipped') return []; // which of them overlap the range is found where it is cut
  const time = attribution === 'start' ? numbers.startedAt : numbers.endedAt;
  const from = filter.from === undefined ? -Infinity : secondsOf(filter.from);
  const to = filter.to === undefined ? Infinity : secondsOf(filter.to);
  return [(call) => time[call]! >= from && time[call]! < to];
};

/** Which the store answers for: they have no columns. */
type InNoColumn = 'recordId' | 'contactNumber';
type ColumnFilter = Exclude<keyof Filter, InNoColumn | 'clock'>;

/** Each filter's test; a filter that is missing here is an error of the compiler. Those that are one test with another stand under one name. */
const TESTS: {
  readonly [Name in Exclude<ColumnFilter, 'to' | 'weekday' | 'maxTalkSeconds'>]: (
    columns: CallColumns,
    query: Selection,
  ) => readonly Test[];
} = {
  from: isInRange,
  source: (columns, { filter }) => isOneOf(columns, 'source', filter.source),
  campaign: (columns, { filter }) => isOneOf(columns, 'campaign', filter.campaign),
  project: (columns, { filter }) => isOneOf(columns, 'project', filter.project),
  consultant: (columns, { filter }) => isOneOf(columns, 'consultant', filter.consultant),
  kind: (columns, { filter }) => isOneOf(columns, 'kind', filter.kind),
  direction: (columns, { filter }) => isOneOf(columns, 'direction', filter.direction),
  dialingMethod: (columns, { filter }) => isOneOf(columns, 'dialingMethod', filter.dialingMethod),
  outcome: (columns, { filter }) => isOneOf(columns, 'outcome', filter.outcome),
  hangupSide: (columns, { filter }) => isOneOf(columns, 'hangupSide', filter.hangupSide),
  hangupCertainty: (columns, { filter }) => isOneOf(columns, 'hangupCertainty', filter.hangupCertainty),
  closeCause: (columns, { filter }) => isOneOf(columns, 'closeCauses', filter.closeCause),
  status: (columns, { filter }) => hasStatus(columns, filter),
  final: (columns, { filter }) => hasFinality(columns, filter),
  quality: (columns, { filter }) => hasFlag(columns, filter),
  minTalkSeconds: (columns, { filter }) => talkedBetween(columns, filter),
  attempt: (columns, { filter }) => hasAttempt(columns, filter),
  hourOfDay: isAtAskedTime,
};

/** Moves those of the first `count` that pass the test to the front. @returns how many they are */
const keepThose = (calls: Int32Array, count: number, test: Test): number => {
  let kept = 0;
  for (let i = 0; i < count; i += 1) {
    const call = calls[i]!;
    if (test(call)) calls[kept++] = call;
  }
  return kept;
};

/**
 * The places of the calls that the query is about. Its record and contact's number have no columns: who delivers calls delivers only
 * such as match these.
 * @param exceptHours calls that started in these are left out
 */
export const selectCalls = (columns: CallColumns, query: Selection, exceptHours: ReadonlySet<number>): Int32Array => {
  const tests = Object.values(TESTS).flatMap((testsOf) => testsOf(columns, query));
  if (exceptHours.size > 0) tests.unshift(startedOutside(columns, exceptHours));
  const selected = new Int32Array(columns.count);
  for (let call = 0; call < columns.count; call += 1) selected[call] = call;
  let count = columns.count;
  // one test after the other over all calls that are left, which is much faster than all tests for each call
  for (const test of tests) count = keepThose(selected, count, test);
  return selected.subarray(0, count);
};
