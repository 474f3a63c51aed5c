import { askedQuarters, secondsOf, type AskedQuarters, type CallFilter } from '#domain';
import type { SqlValue } from '../sqlite/driver.js';
import { listItem } from './callColumns.js';

/** A filter whose consultants and records have been looked up (resolveFilter.ts). */
export type ResolvedFilter = Omit<CallFilter, 'consultant'> & {
  /** Numbers of the generation's table of consultants. Null stands for calls without a known consultant. */
  readonly consultants?: readonly (number | null)[];
  /** Numbers of the streams that are about the records of `recordId`. */
  readonly recordStreams?: readonly number[];
};

/** A piece of a WHERE clause with its values, in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export const condition = (sql: string, ...values: SqlValue[]): Condition => ({ sql, values });

export const allOf = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.length === 0 ? '1' : conditions.map(({ sql }) => `(${sql})`).join(' AND '),
  values: conditions.flatMap(({ values }) => values),
});

/** All rows that these selects give, each once; null where there are no selects. */
export const unionOf = (selects: readonly Condition[]): Condition | null =>
  selects.length === 0
    ? null
    : condition(selects.map(({ sql }) => sql).join(' UNION '), ...selects.flatMap(({ values }) => values));

/** False. It is bound as a value, because with a constant SQLite would need no index, and refuse INDEXED BY. */
const NEVER = condition('?', 0);

const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0
    ? NEVER
    : {
        sql: conditions.map(({ sql }) => `(${sql})`).join(' OR '),
        values: conditions.flatMap(({ values }) => values),
      };

/* A plus before a column keeps SQLite from using an index for the condition: drivers.ts chooses the index from which a page is read. */

export const isOneOf = (column: string, wanted: readonly SqlValue[]): Condition => {
  const values = wanted.filter((value) => value !== null);
  return anyOf([
    ...(values.length === 0 ? [] : [condition(`+${column} IN (${values.map(() => '?').join(', ')})`, ...values)]),
    ...(wanted.includes(null) ? [condition(`+${column} IS NULL`)] : []),
  ]);
};

const staleBefore = ({ clock }: ResolvedFilter): number => clock.now - clock.staleSeconds * 1000;
const settledBefore = ({ clock }: ResolvedFilter): number => clock.now - clock.graceSeconds * 1000;

/* What depends on the clock: as isStale and isFinal in libs/domain/src/presentCall.ts say. */

const isStale = (filter: ResolvedFilter): Condition =>
  condition('+c.ended = 0 AND (+c.last_received IS NULL OR +c.last_received <= ?)', staleBefore(filter));

const isOpen = (filter: ResolvedFilter): Condition =>
  condition('+c.ended = 0 AND +c.last_received > ?', staleBefore(filter));

const isFinal = (filter: ResolvedFilter): Condition =>
  condition(
    '+c.ended = 1 AND (+c.last_received IS NULL OR +c.record_closed_after = 1 OR +c.last_received <= ?)',
    settledBefore(filter),
  );

const isNotFinal = (filter: ResolvedFilter): Condition =>
  condition('+c.ended = 0 OR (+c.record_closed_after = 0 AND +c.last_received > ?)', settledBefore(filter));

const hasStatus = (filter: ResolvedFilter, wanted: readonly string[]): Condition =>
  anyOf([
    ...(wanted.includes('ended') ? [condition('+c.ended = 1')] : []),
    ...(wanted.includes('stale') ? [isStale(filter)] : []),
    ...(wanted.includes('open') ? [isOpen(filter)] : []),
  ]);

const contains = (column: string, wanted: string | null): Condition =>
  condition(`instr(${column}, ?) > 0`, listItem(wanted));

const hasFlag = (filter: ResolvedFilter, wanted: readonly string[]): Condition =>
  anyOf(wanted.map((flag) => (flag === 'missing_close' ? isStale(filter) : contains('c.quality', flag))));

const hasCloseCause = (wanted: readonly (string | null)[]): Condition =>
  anyOf(wanted.map((cause) => contains('c.close_causes', cause)));

const talkedBetween = (column: string, { minTalkSeconds, maxTalkSeconds }: ResolvedFilter): Condition[] => [
  ...(minTalkSeconds === undefined ? [] : [condition(`${column} >= ?`, minTalkSeconds)]),
  ...(maxTalkSeconds === undefined ? [] : [condition(`${column} <= ?`, maxTalkSeconds)]),
];

/** Where the filter's range is that of the ends. A range of starts is part of a page's bounds. */
const endsInRange = ({ attribution, from, to }: ResolvedFilter): Condition[] => {
  if (attribution === 'start') return [];
  return [
    condition('+c.ended_at IS NOT NULL'),
    ...(from === undefined ? [] : [condition('+c.ended_at >= ?', from)]),
    ...(to === undefined ? [] : [condition('+c.ended_at < ?', to)]),
  ];
};

/** @param valueOf a time as the column has it */
const isInStretch = (
  column: string,
  valueOf: (time: string) => SqlValue,
  { from, to }: AskedQuarters['stretches'][number],
): Condition =>
  allOf([
    ...(from === null ? [] : [condition(`${column} >= ?`, valueOf(from))]),
    ...(to === null ? [] : [condition(`${column} < ?`, valueOf(to))]),
  ]);

const asWritten = (time: string): string => time;

/** Hours of the day and weekdays of a zone (docs/statistics.md#time). The quarters are numbers of our own, and need not be bound as values. */
const isOnLocalClock = (filter: ResolvedFilter): Condition[] => {
  const { attribution } = filter;
  const asked = askedQuarters(filter);
  if (asked === null) return [];
  const [column, valueOf, quarter] =
    attribution === 'start'
      ? (['+c.started_at', secondsOf, '+c.started_quarter'] as const)
      : (['+c.ended_at', asWritten, '+c.ended_quarter'] as const);
  const isOneOfQuarters = (quarters: readonly number[]): Condition =>
    condition(`${quarter} IN (${quarters.join(', ')})`);
  const ofOffset = ({ quarters, stretches }: AskedQuarters): Condition =>
    allOf([isOneOfQuarters(quarters), anyOf(stretches.map((stretch) => isInStretch(column, valueOf, stretch)))]);
  const offsets = asked.filter(({ quarters }) => quarters.length > 0);
  if (offsets.length === 0) return [NEVER];
  // most calls are in no quarter of any offset: one look passes over those
  const ofAny = new Set(offsets.flatMap(({ quarters }) => quarters));
  return [isOneOfQuarters([...ofAny]), anyOf(offsets.map(ofOffset))];
};

/** Filters that ask for one column, with the column. */
const PLAIN_COLUMNS = {
  source: 'source',
  campaign: 'campaign',
  project: 'project',
  recordId: 'record',
  attempt: 'attempt',
  kind: 'kind',
  direction: 'direction',
  dialingMethod: 'dialing_method',
  outcome: 'outcome',
  hangupSide: 'hangup_side',
  hangupCertainty: 'hangup_certainty',
  contactNumber: 'contact_number',
} as const;

/** What a filter asks of the call as a whole (table alias c), the range of starts aside. */
const ofCallAlone = (filter: ResolvedFilter): Condition[] => {
  const plain = Object.entries(PLAIN_COLUMNS).flatMap(([name, column]) => {
    const wanted = filter[name as keyof typeof PLAIN_COLUMNS];
    return wanted === undefined ? [] : [isOneOf(`c.${column}`, wanted)];
  });
  return [
    ...plain,
    ...endsInRange(filter),
    ...isOnLocalClock(filter),
    ...(filter.status === undefined ? [] : [hasStatus(filter, filter.status)]),
    ...(filter.quality === undefined ? [] : [hasFlag(filter, filter.quality)]),
    ...(filter.final === undefined ? [] : [filter.final ? isFinal(filter) : isNotFinal(filter)]),
  ];
};

/** `matchesCall` of libs/domain/src/filter.ts in SQL, but for the range of starts. */
export const callCondition = (filter: ResolvedFilter): Condition =>
  allOf([
    ...ofCallAlone(filter),
    ...(filter.consultants === undefined ? [] : [isOneOf('c.consultant', filter.consultants)]),
    ...(filter.closeCause === undefined ? [] : [hasCloseCause(filter.closeCause)]),
    ...talkedBetween('+c.talk_seconds', filter),
  ]);

/** `matchesLeg`: consultant, close cause and talk time are the leg's own (table alias l), all else its call's. */
export const legCondition = (filter: ResolvedFilter): Condition =>
  allOf([
    ...ofCallAlone(filter),
    ...(filter.consultants === undefined ? [] : [isOneOf('l.consultant', filter.consultants)]),
    ...(filter.closeCause === undefined ? [] : [isOneOf('l.close_cause', filter.closeCause)]),
    ...talkedBetween('+l.talk_seconds', filter),
  ]);
