import {
  matchesCall,
  presentCall,
  type Dimension,
  type Leg,
  type MeasuredField,
  type Metric,
  type Role,
  type StatisticsQuery,
  type StoredCall,
} from '#domain';
import { localTime, naiveBucket } from './naiveClock.js';

/* What a statistic means, in the plainest way: lists of whole calls, filtered and looked through again for every number. */

export interface PlainRow {
  readonly from: number | null;
  readonly to: number | null;
  /** By dimension: its value; of campaigns, projects and consultants the id as text (a consultant without id: the username). */
  readonly group: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number | null>>;
}
export interface PlainAnswer {
  readonly rows: readonly PlainRow[];
  readonly totals: Readonly<Record<string, number | null>>;
  readonly provisional: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A call, or as much of it as lies in one bucket. */
interface Piece {
  readonly call: StoredCall;
  readonly bucket: Range;
  /** Of clipped statistics: which of its seconds count. */
  readonly within: Range;
}

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

const latestOf = (legs: readonly Leg[], role: Role): Leg | undefined => {
  const ofRole = legs.filter((leg) => leg.role === role);
  const talked = ofRole.filter(({ talkingAt }) => talkingAt !== null);
  const key = (leg: Leg): string => `${leg.closedAt ?? '~'} ${leg.createdAt ?? '~'} ${leg.dialogUuid}`;
  return [...(talked.length > 0 ? talked : ofRole)].sort((one, other) => (key(one) < key(other) ? -1 : 1)).at(-1);
};

const groupValue = (dimension: Dimension, call: StoredCall, { timezone, attribution }: StatisticsQuery): unknown => {
  const time = localTime(secondsOf(attribution === 'end' ? call.endedAt! : call.startedAt), timezone);
  const id = (value: string | number | null | undefined): string | null => (value == null ? null : String(value));
  switch (dimension) {
    case 'campaign':
      return id(call.campaign?.id);
    case 'project':
      return id(call.project?.id);
    case 'consultant':
      if (call.consultant?.id != null) return id(call.consultant.id);
      return call.consultant?.username == null ? null : { username: call.consultant.username };
    case 'hangupSide':
      return call.hangup?.side ?? null;
    case 'hangupCertainty':
      return call.hangup?.certainty ?? null;
    case 'closeCause':
      return latestOf(call.legs, 'contact')?.closeCause ?? null;
    case 'attempt':
      return call.attempt?.number ?? null;
    case 'hourOfDay':
      return time.hour;
    case 'weekday':
      return time.weekday;
    default:
      return call[dimension];
  }
};

const wasAnswered = ({ direction, legs }: StoredCall): boolean =>
  legs.some(
    ({ role, answeredAt, talkingAt }) =>
      ((direction === 'OUTBOUND' && role === 'contact') || (direction === 'INBOUND' && role === 'consultant')) &&
      (answeredAt !== null || talkingAt !== null),
  );

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** How many whole seconds of a call passed within a stretch, counted one by one. */
const countSeconds = (from: number, to: number, within: Range): number => {
  let count = 0;
  for (let second = Math.max(from, within.from); second < to && second < within.to; second += 1) count += 1;
  return count;
};

const endOf = (call: StoredCall, { filter, asOf }: StatisticsQuery): number => {
  if (call.endedAt !== null) return secondsOf(call.endedAt);
  const { status } = presentCall(call, filter.clock);
  return Math.max(secondsOf(call.startedAt), status === 'stale' ? secondsOf(call.lastEventAt) : asOf);
};

const clippedSeconds = (field: string, { call, within }: Piece, query: StatisticsQuery): number => {
  const end = endOf(call, query);
  if (field === 'callSeconds') return countSeconds(secondsOf(call.startedAt), end, within);
  const talk = field === 'talkSeconds' ? call.durations.talkSeconds : call.durations.consultantTalkSeconds;
  const talkingAt = field === 'talkSeconds' ? call.talkingAt : (latestOf(call.legs, 'consultant')?.talkingAt ?? null);
  if (talkingAt === null) return 0;
  const from = secondsOf(talkingAt);
  return countSeconds(from, Math.min(end, talk === null ? end : from + talk), within);
};

const secondsIn = (call: StoredCall, field: MeasuredField): number | null => {
  if (field === 'startedAt') return secondsOf(call.startedAt);
  if (field !== 'lateSeconds') return call.durations[field];
  if (call.lastReceivedAt === null) return null;
  return Math.max(0, secondsOf(call.lastReceivedAt) - secondsOf(call.lastEventAt));
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

const countOf = (name: string, calls: readonly StoredCall[]): number => {
  const ended = calls.filter(({ status }) => status === 'ended');
  switch (name) {
    case 'calls':
      return calls.length;
    case 'conversations':
      return ended.filter(({ outcome }) => outcome === 'conversation').length;
    case 'abandoned':
      return ended.filter(({ outcome }) => outcome === 'abandoned').length;
    case 'answered':
      return ended.filter(wasAnswered).length;
    default:
      return ended.length;
  }
};

const measure = (metric: Metric, pieces: readonly Piece[], length: number, query: StatisticsQuery): number | null => {
  const calls = pieces.map(({ call }) => call);
  const count = (name: string): number => countOf(name, calls);
  if (metric.kind === 'count') return count(metric.of);
  if (metric.kind === 'concurrency') {
    const seconds = sumOf(pieces.map((piece) => clippedSeconds('callSeconds', piece, query)));
    return length > 0 && Number.isFinite(length) ? seconds / length : null;
  }
  if (metric.kind === 'rate') {
    if (metric.of === 'abandonRate') return ratio(count('abandoned'), count('abandoned') + count('conversations'));
    return ratio(count(metric.of === 'answerRate' ? 'answered' : 'conversations'), count('ended'));
  }
  if (metric.kind === 'flag' || metric.kind === 'status') {
    const asked = metric.kind === 'flag' ? { quality: [metric.flag] } : { status: [metric.status] };
    const filter = { ...asked, attribution: 'start', clock: query.filter.clock } as const;
    return calls.filter((call) => matchesCall(filter, call)).length;
  }
  if (query.attribution === 'clipped') return sumOf(pieces.map((piece) => clippedSeconds(metric.field, piece, query)));
  const values = calls.map((call) => secondsIn(call, metric.field)).filter((value) => value !== null);
  values.sort((one, other) => one - other);
  if (metric.kind === 'within') return ratio(values.filter((value) => value <= metric.seconds).length, values.length);
  if (metric.kind === 'percentile')
    return values.find((_, i) => (i + 1) * 100 >= metric.percent * values.length) ?? null;
  switch (metric.measure) {
    case 'count':
      return values.length;
    case 'sum':
      return sumOf(values);
    case 'avg':
      return ratio(sumOf(values), values.length);
    case 'min':
      return values[0] ?? null;
    case 'max':
      return values.at(-1) ?? null;
  }
};

/** Numbers by size, then texts by code points, then usernames without an id, null last. */
const compareValues = (one: unknown, other: unknown): number => {
  const rank = (value: unknown): number => (value === null ? 3 : ['number', 'string', 'object'].indexOf(typeof value));
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  if (one === null) return 0;
  if (typeof one === 'number') return one - (other as number);
  const textOf = (value: unknown): string =>
    typeof value === 'object' ? (value as { username: string }).username : (value as string);
  const [a, b] = [one, other].map((value) => Array.from(textOf(value), (letter) => letter.codePointAt(0)!));
  const differs = a!.findIndex((point, i) => point !== b![i]);
  return differs === -1 || differs >= b!.length ? a!.length - b!.length : a![differs]! - b![differs]!;
};

/** What a value is ordered by: ids that are seen as numbers are numbers. */
type Sortable = (dimension: string, value: unknown) => unknown;

const sortableIds = (calls: readonly StoredCall[]): Sortable => {
  const numbers = new Map<string, Set<string>>();
  for (const dimension of ['campaign', 'project', 'consultant'] as const) {
    const ids = calls.map((call) => call[dimension]?.id).filter((id) => typeof id === 'number');
    numbers.set(dimension, new Set(ids.map(String)));
  }
  return (dimension, value) => (numbers.get(dimension)?.has(String(value)) === true ? Number(value) : value);
};

const piecesOf = (calls: readonly StoredCall[], query: StatisticsQuery, range: Range): Piece[] => {
  const bucketAt = (time: number): Range =>
    query.interval === null ? { from: -Infinity, to: Infinity } : naiveBucket(time, query.interval, query.timezone);
  if (query.attribution !== 'clipped')
    return calls.map((call) => {
      const bucket = bucketAt(secondsOf(query.attribution === 'end' ? call.endedAt! : call.startedAt));
      return { call, bucket, within: bucket };
    });
  return calls.flatMap((call) => {
    const [from, to] = [Math.max(range.from, secondsOf(call.startedAt)), Math.min(range.to, endOf(call, query))];
    const pieces: Piece[] = [];
    let bucket: Range = { from, to: from };
    do {
      bucket = bucketAt(bucket.to);
      pieces.push({ call, bucket, within: { from: Math.max(from, bucket.from), to: Math.min(to, bucket.to) } });
    } while (bucket.to < to);
    return pieces;
  });
};

const isAsked = (call: StoredCall, query: StatisticsQuery, range: Range): boolean => {
  const { from, to, ...rest } = query.filter;
  if (query.attribution !== 'clipped') {
    const { attribution, timezone } = query;
    return matchesCall({ ...query.filter, attribution, timezone }, call);
  }
  const [start, end] = [secondsOf(call.startedAt), endOf(call, query)];
  const isThere = start === end ? start >= range.from : end > range.from;
  const isIn = range.from < range.to && start < range.to && isThere;
  return isIn && matchesCall({ ...rest, attribution: 'start' }, call);
};

const orNull = (bound: number): number | null => (Number.isFinite(bound) ? bound : null);

export const naiveStatistics = (all: readonly StoredCall[], query: StatisticsQuery): PlainAnswer => {
  const { filter, attribution, metrics, groupBy, interval, top, fill, asOf } = query;
  const clipped = attribution === 'clipped';
  const asked: Range = {
    from: filter.from === undefined ? -Infinity : secondsOf(filter.from),
    to: filter.to === undefined ? (clipped ? asOf : Infinity) : secondsOf(filter.to),
  };
  const calls = all.filter((call) => isAsked(call, query, asked));
  const firstStart = Math.min(...calls.map(({ startedAt }) => secondsOf(startedAt)));
  const range = clipped && filter.from === undefined ? { ...asked, from: firstStart } : asked;
  const pieces = piecesOf(calls, query, range);
  const measureAll = (of: readonly Piece[], length: number) =>
    Object.fromEntries(metrics.map((metric) => [metric.name, measure(metric, of, length, query)]));

  const groupOf = ({ call }: Piece) =>
    Object.fromEntries(groupBy.map((dimension) => [dimension, groupValue(dimension, call, query)]));
  const keyOf = (piece: Piece): string => JSON.stringify(groupOf(piece));
  const sortable = sortableIds(calls);
  const compareGroups = (one: PlainRow['group'], other: PlainRow['group']): number =>
    groupBy.map((name) => compareValues(sortable(name, one[name]), sortable(name, other[name]))).find((n) => n !== 0) ??
    0;
  const length = range.to - range.from;
  const groups = [...new Set(pieces.map(keyOf))].map((key) => {
    const mine = pieces.filter((piece) => keyOf(piece) === key);
    return { key, group: groupOf(mine[0]!), height: Object.values(measureAll(mine, length))[0] ?? -Infinity };
  });
  groups.sort((one, other) => other.height - one.height || compareGroups(one.group, other.group));
  const kept = top === null ? groups : groups.slice(0, top);

  const buckets = new Map(pieces.map(({ bucket }) => [bucket.from, bucket]));
  if (fill)
    for (let time = range.from; time < range.to;) {
      const bucket = naiveBucket(time, interval!, query.timezone);
      buckets.set(bucket.from, bucket);
      time = bucket.to;
    }
  const rows = [...buckets.values()].flatMap((bucket) => {
    const wanted = kept.length === 0 && fill ? [{ key: '{}', group: {} }] : kept;
    const shown = interval === null ? { from: filter.from, to: filter.to } : null;
    const bounds = { from: Math.max(bucket.from, range.from), to: Math.min(bucket.to, range.to) };
    return wanted.flatMap(({ key, group }): PlainRow[] => {
      const mine = pieces.filter((piece) => piece.bucket.from === bucket.from && keyOf(piece) === key);
      if (mine.length === 0 && !fill) return [];
      return [
        {
          from: shown === null ? orNull(bounds.from) : shown.from === undefined ? null : secondsOf(shown.from),
          to: shown === null ? orNull(bounds.to) : shown.to === undefined ? null : secondsOf(shown.to),
          group,
          metrics: measureAll(mine, bounds.to - bounds.from),
        },
      ];
    });
  });
  rows.sort((one, other) => (one.from ?? 0) - (other.from ?? 0) || compareGroups(one.group, other.group));
  const provisional = calls.filter((call) => !presentCall(call, filter.clock).final).length;
  return { rows, totals: measureAll(pieces, length), provisional };
};
