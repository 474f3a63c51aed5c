import fc from 'fast-check';
import {
  DIMENSIONS,
  HANGUP_CERTAINTIES,
  HANGUP_SIDES,
  INTERVALS,
  isClippedMetric,
  KINDS,
  OUTCOMES,
  parseMetric,
  QUALITY_FLAGS,
  ROLES,
  STATUSES,
  type Leg,
  type Metric,
  type StatisticsQuery,
  type StoredCall,
} from '#domain';
import { aCall, aLeg, CLOCK } from '../../contract/someCalls.js';

/* Random calls and random questions about them. Few different values, so that groups have several calls and filters hit. */

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null, freq: 4 });
const anyText = fc.constantFrom('a', 'A', '', 'null', '1', 'zażółć', '\u{1f600}', '\uffee', '__proto__');
const anyId = fc.oneof(anyText, fc.constantFrom(1, 2, 10, -1, 1.5));
const anyNamed = orNull(fc.record({ id: orNull(anyId), name: orNull(anyText) }));

export const isoSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Around these the calls begin: shifts of clocks, ends of years and months. */
const MOMENTS = [
  '2026-03-29T00:30:00Z', // Warsaw springs forward
  '2026-10-25T00:30:00Z', // and falls back
  '2026-04-04T14:40:00Z', // Lord Howe falls back by half an hour
  '2026-10-03T15:10:00Z', // and springs forward
  '2026-12-31T20:00:00Z',
  '2027-01-03T23:00:00Z',
  '2024-02-29T12:00:00Z',
].map((time) => Date.parse(time) / 1000);

const TIMEZONES = [
  'UTC',
  'Europe/Warsaw',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
  'Pacific/Apia',
];

const anyStart = fc
  .tuple(fc.constantFrom(...MOMENTS), fc.integer({ min: -7200, max: 7200 }))
  .map(([moment, off]) => moment + off);
const anyLength = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 4000 }), fc.constant(90_000));

/** A leg within a call's time, as the fold would give it. */
const anyLeg = (start: number, end: number | null): fc.Arbitrary<Leg> =>
  fc
    .record({
      role: fc.constantFrom(...ROLES),
      parts: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      answered: fc.boolean(),
      talked: fc.boolean(),
      created: fc.boolean(),
      stays: fc.boolean(),
      closeCause: orNull(anyText),
      dialogUuid: fc.uuid(),
    })
    .map(({ role, parts, answered, talked, created, stays, closeCause, dialogUuid }) => {
      const last = end ?? start + 100;
      const [talk, close] = parts.map((part) => start + Math.floor(part * (last - start))).sort((a, b) => a - b);
      const closedAt = end === null && stays ? null : close!;
      return aLeg({
        dialogUuid,
        role,
        createdAt: created ? isoSeconds(start) : null,
        answeredAt: answered ? isoSeconds(start) : null,
        talkingAt: talked ? isoSeconds(talk!) : null,
        closedAt: closedAt === null ? null : isoSeconds(closedAt),
        talkSeconds: talked && closedAt !== null ? closedAt - talk! : null,
        closeCause: closedAt === null ? null : closeCause,
      });
    });

const anyTimes = fc
  .record({
    start: anyStart,
    length: orNull(anyLength),
    heard: orNull(fc.constantFrom(0, CLOCK.graceSeconds, CLOCK.staleSeconds, 1_000_000)),
    off: fc.constantFrom(-1, 0, 1),
    closed: orNull(fc.integer({ min: -1, max: 1 })),
  })
  .chain(({ start, length, ...rest }) => {
    const end = length === null ? null : start + length;
    return fc
      .array(anyLeg(start, end), { maxLength: 4 })
      .map((legs) => ({ start, end, last: end ?? start + 100, legs, ...rest }));
  });

const lastThere = (legs: readonly Leg[], role: Leg['role']): Leg | null => {
  const key = ({ talkingAt, closedAt, createdAt, dialogUuid }: Leg): string =>
    `${talkingAt === null ? 0 : 1} ${closedAt ?? '~'} ${createdAt ?? '~'} ${dialogUuid}`;
  const ofRole = legs.filter((leg) => leg.role === role);
  return ofRole.reduce<Leg | null>((last, leg) => (last === null || key(leg) > key(last) ? leg : last), null);
};

const anySeconds = orNull(fc.integer({ min: 0, max: 30 }));

/** A call such as the fold might make; `now` of the clock is CLOCK's. */
const anyCallOf = (stream: string, now: number): fc.Arbitrary<StoredCall> =>
  fc
    .record({
      times: anyTimes,
      source: anyText,
      kind: fc.constantFrom(...KINDS),
      direction: orNull(fc.constantFrom('INBOUND', 'OUTBOUND', 'a')),
      campaign: anyNamed,
      project: anyNamed,
      consultant: orNull(fc.record({ id: orNull(anyId), username: orNull(anyText), name: orNull(anyText) })),
      contact: orNull(fc.record({ number: orNull(anyText), name: orNull(anyText) })),
      recordId: orNull(anyText),
      dialingMethod: orNull(anyText),
      outcome: fc.constantFrom(...OUTCOMES),
      hangup: orNull(
        fc.record({ side: fc.constantFrom(...HANGUP_SIDES), certainty: fc.constantFrom(...HANGUP_CERTAINTIES) }),
      ),
      attempt: orNull(fc.integer({ min: 1, max: 4 })),
      quality: fc.subarray(QUALITY_FLAGS.filter((flag) => flag !== 'missing_close')),
      ring: anySeconds,
      wait: anySeconds,
      id: fc.uuid(),
    })
    .map(({ times, hangup, attempt, ring, wait, ...rest }) => {
      const { start, end, last, legs, heard, off, closed } = times;
      const consultant = lastThere(legs, 'consultant');
      const contact = lastThere(legs, 'contact');
      // an open call that began long ago is stale: the naive way counts each second of one that goes on
      const ago = heard !== null && end === null && now / 1000 - start > 100_000 ? CLOCK.staleSeconds * 2 : heard;
      const talking = contact?.talkingAt != null ? contact : consultant?.talkingAt != null ? consultant : contact;
      return aCall(stream, {
        ...rest,
        status: end === null ? 'open' : 'ended',
        outcome: end === null ? null : rest.outcome,
        startedAt: isoSeconds(start),
        endedAt: end === null ? null : isoSeconds(end),
        talkingAt: talking?.talkingAt ?? null,
        lastEventAt: isoSeconds(last),
        recordClosedAt: closed === null ? null : isoSeconds(last + closed),
        lastReceivedAt: ago === null ? null : new Date(now - ago * 1000 + off).toISOString(),
        attempt: attempt === null ? null : { number: attempt, consultantTry: 1, contactTry: 1, reservationTry: 1 },
        hangup: hangup === null ? null : { ...hangup, rule: 'single_close', evidence: [], dialogUuid: null },
        legs,
        closeCauses: legs.map(({ closeCause }) => closeCause),
        durations: {
          ringSeconds: ring,
          dialSeconds: null,
          waitSeconds: wait,
          talkSeconds: talking?.talkSeconds ?? null,
          consultantTalkSeconds: consultant?.talkSeconds ?? null,
          holdSeconds: 0,
          callSeconds: end === null ? null : end - start,
          afterSeconds: null,
        },
      });
    });

/** The moment at which the questions are asked: within an hour of one of MOMENTS, so that open calls run for a while. */
export const NOW = MOMENTS[5]! * 1000 + 4_000_000;

/** Calls, each of a stream of its own. */
export const anyCalls = (maxLength: number): fc.Arbitrary<StoredCall[]> =>
  fc
    .array(fc.nat(), { minLength: maxLength / 2, maxLength })
    .chain((list) => fc.tuple(...list.map((_, i) => anyCallOf(`s${i}`, NOW))));

const DURATIONS = ['talkSeconds', 'callSeconds', 'ringSeconds', 'waitSeconds', 'consultantTalkSeconds', 'dialSeconds'];
const MEASURES = ['count', 'sum', 'avg', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'within:0', 'within:10'];
const METRICS: readonly Metric[] = [
  ...['calls', 'conversations', 'conversationRate', 'answered', 'answerRate', 'abandoned', 'abandonRate'],
  ...['callSeconds.sum', 'talkSeconds.sum', 'consultantTalkSeconds.sum', 'concurrency'],
  ...DURATIONS.flatMap((field) => MEASURES.map((measure) => `${field}.${measure}`)),
].map((name) => parseMetric(name)!);
/** Of the quality report. */
const QUALITY_METRICS: readonly Metric[] = [
  { name: 'open', kind: 'status', status: 'open' },
  { name: 'stale', kind: 'status', status: 'stale' },
  ...QUALITY_FLAGS.map((flag) => ({ name: flag, kind: 'flag', flag }) as const),
  { name: 'late p95', kind: 'percentile', field: 'lateSeconds', percent: 95 },
  { name: 'latest', kind: 'duration', field: 'lateSeconds', measure: 'max' },
];
const WHOLE_METRICS = [...METRICS.filter(({ kind }) => kind !== 'concurrency'), ...QUALITY_METRICS];
const CLIPPED_METRICS = METRICS.filter(isClippedMetric);

const some = (...values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...values, 'no such value'], { minLength: 1, maxLength: 3 });

const someOrNull = (...values: readonly string[]): fc.Arbitrary<(string | null)[]> =>
  fc.subarray([null, ...values, 'no such value'], { minLength: 1, maxLength: 3 });

type Filter = StatisticsQuery['filter'];
type Conditions = { readonly [Name in keyof Filter]-?: fc.Arbitrary<NonNullable<Filter[Name]>> };
const ids = someOrNull('a', 'A', '', 'null', '1', '2', '1.5');

/** Some values of each filter but the range; one that is missing here is an error of the compiler. */
const COLUMN_CONDITIONS: Omit<Conditions, 'from' | 'to' | 'clock' | 'recordId' | 'contactNumber'> = {
  campaign: ids,
  project: ids,
  consultant: ids,
  dialingMethod: ids,
  closeCause: ids,
  source: some('a', 'A', '', 'null', '1'),
  attempt: fc.subarray([null, 1, 2, 3], { minLength: 1 }),
  hourOfDay: fc.subarray([0, 1, 2, 14, 15, 22, 23], { minLength: 1 }),
  weekday: fc.subarray([1, 4, 6, 7], { minLength: 1 }),
  kind: some(...KINDS),
  direction: someOrNull('INBOUND', 'OUTBOUND'),
  status: some(...STATUSES),
  outcome: someOrNull(...OUTCOMES),
  hangupSide: someOrNull(...HANGUP_SIDES),
  hangupCertainty: some(...HANGUP_CERTAINTIES),
  quality: some(...QUALITY_FLAGS),
  final: fc.boolean(),
  minTalkSeconds: fc.integer({ min: 0, max: 12 }),
  maxTalkSeconds: fc.integer({ min: 0, max: 12 }),
};

const oneOf = (conditions: Partial<Conditions>): fc.Arbitrary<Partial<Filter>> =>
  fc.oneof(
    ...Object.entries(conditions).map(([name, values]) =>
      (values as fc.Arbitrary<unknown>).map((value) => ({ [name]: value })),
    ),
  );

const anyCondition = oneOf(COLUMN_CONDITIONS);

/** Filters that have no column, which the store answers for, too. */
export const anyStoredCondition = oneOf({
  ...COLUMN_CONDITIONS,
  recordId: some('a', 'A', '1'),
  contactNumber: some('a', 'A', '1'),
});

const anyRange = fc.oneof(
  fc.constant({}),
  fc.record({ from: anyStart.map(isoSeconds) }),
  fc.record({ to: anyStart.map(isoSeconds) }),
  fc
    .tuple(anyStart, anyStart)
    .map(([one, other]) => ({ from: isoSeconds(Math.min(one, other)), to: isoSeconds(Math.max(one, other)) })),
  anyStart.map((start) => ({ from: isoSeconds(start), to: isoSeconds(start + 20_000) })),
);

/** Any question that may be asked. */
export const anyQuery = (
  conditions: fc.Arbitrary<Partial<StatisticsQuery['filter']>> = anyCondition,
): fc.Arbitrary<StatisticsQuery> =>
  fc
    .record({
      attribution: fc.constantFrom('start' as const, 'end' as const, 'clipped' as const),
      range: anyRange,
      conditions: fc.array(conditions, { maxLength: 2 }),
      whole: fc.uniqueArray(fc.constantFrom(...WHOLE_METRICS), { minLength: 1, maxLength: 6, selector: (m) => m.name }),
      clipped: fc.uniqueArray(fc.constantFrom(...CLIPPED_METRICS), { minLength: 1, selector: (m) => m.name }),
      groupBy: fc.uniqueArray(fc.constantFrom(...DIMENSIONS), { maxLength: 3 }),
      interval: fc.constantFrom(null, ...INTERVALS),
      timezone: fc.constantFrom(...TIMEZONES),
      top: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      fill: fc.boolean(),
    })
    .map(({ attribution, range, conditions: chosen, whole, clipped, groupBy, interval, timezone, top, fill }) => {
      const isClipped = attribution === 'clipped';
      const conditions = chosen.filter((one) => !isClipped || !('hourOfDay' in one || 'weekday' in one));
      const filter = Object.assign(
        { clock: { ...CLOCK, now: NOW } },
        range,
        ...conditions,
      ) as StatisticsQuery['filter'];
      const bounded = filter.from !== undefined && filter.to !== undefined && interval !== null;
      // filled buckets are few enough for the naive way only where the range is short
      const short = bounded && Date.parse(filter.to) - Date.parse(filter.from) <= 20_000_000;
      return {
        attribution,
        filter,
        metrics: isClipped ? clipped : whole,
        groupBy: groupBy.filter((name) => !isClipped || (name !== 'hourOfDay' && name !== 'weekday')),
        interval,
        timezone,
        top,
        fill: fill && short && groupBy.length === 0,
        asOf: Math.floor(NOW / 1000),
      };
    });
