import fc from 'fast-check';
import {
  HANGUP_CERTAINTIES,
  HANGUP_SIDES,
  KINDS,
  matchesCall,
  matchesLeg,
  OUTCOMES,
  QUALITY_FLAGS,
  ROLES,
  STATUSES,
  type CallFilter,
  type Leg,
  type StoredCall,
} from '#domain';
import type { CallLeg, Generation, SortOrder } from '#ports';
import { describeRun, propertyRun, storePropertyRun } from '../../../support/arbitraries.js';
import type { SharedReadModels } from '../sharedReadModels.js';
import { aCall, aLeg, allCalls, allLegs, CLOCK, documentsOf, sealAll } from '../../someCalls.js';

const CALLS = 300;

/** Few different values, so that filters hit; some of them such that a query put together carelessly would break. */
const TEXTS = ['a', 'A', "it's", '100%', 'x,y', '$ne', '__proto__', 'zażółć 😀', '', 'null', '1'];
const anyText = fc.constantFrom(...TEXTS);
const anyId = fc.oneof(anyText, fc.constantFrom(1, 2, 0, -1, 1.5));
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null, freq: 3 });
const anySeconds = orNull(fc.integer({ min: 0, max: 12 }));

const START = Date.parse('2020-08-26T12:00:00Z') / 1000;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
/** Around the moments at which a call becomes final or stale, to the millisecond. */
const receivedAt = fc
  .tuple(fc.constantFrom(CLOCK.graceSeconds, CLOCK.staleSeconds, 60, 100_000), fc.constantFrom(-1, 0, 1))
  .map(([ago, off]) => new Date(CLOCK.now - ago * 1000 + off).toISOString());

const anyLeg: fc.Arbitrary<Leg> = fc
  .record({
    role: fc.constantFrom(...ROLES),
    closeCause: orNull(anyText),
    talkSeconds: anySeconds,
    party: fc.record({ id: orNull(anyId), username: orNull(anyText), name: orNull(anyText), number: orNull(anyText) }),
  })
  .map((overrides) => aLeg(overrides));

const anyTimes = fc
  .record({
    start: fc.integer({ min: 0, max: 20 }),
    /** Some days before, where the clock of a zone is another one: in winter, too. */
    earlier: fc.constantFrom(0, 0, 0, 3600, 86_400, 3 * 86_400, 180 * 86_400),
    length: orNull(fc.integer({ min: 0, max: 10 })),
    lastReceivedAt: orNull(receivedAt),
    closed: orNull(fc.integer({ min: -1, max: 1 })),
  })
  .map(({ start, earlier, length, lastReceivedAt, closed }) => {
    const first = START + start - earlier;
    const last = first + (length ?? 5);
    return {
      status: length === null ? ('open' as const) : ('ended' as const),
      startedAt: iso(first),
      endedAt: length === null ? null : iso(last),
      lastEventAt: iso(last),
      recordClosedAt: closed === null ? null : iso(last + closed),
      lastReceivedAt,
    };
  });

/** Any document the fold might make, and many it would not: only what ties its times together is kept. */
const anyDocument: fc.Arbitrary<Partial<StoredCall>> = fc
  .record({
    times: anyTimes,
    source: anyText,
    kind: fc.constantFrom(...KINDS),
    direction: orNull(fc.constantFrom('INBOUND', 'OUTBOUND', 'a')),
    recordId: orNull(anyText),
    attempt: orNull(fc.integer({ min: 1, max: 3 })),
    campaign: orNull(fc.record({ id: orNull(anyId), name: orNull(anyText) })),
    project: orNull(fc.record({ id: orNull(anyId), name: orNull(anyText) })),
    consultant: orNull(fc.record({ id: orNull(anyId), username: orNull(anyText), name: orNull(anyText) })),
    contact: orNull(fc.record({ number: orNull(anyText), name: orNull(anyText) })),
    dialingMethod: orNull(anyText),
    outcome: orNull(fc.constantFrom(...OUTCOMES)),
    side: orNull(fc.constantFrom(...HANGUP_SIDES)),
    certainty: fc.constantFrom(...HANGUP_CERTAINTIES),
    talkSeconds: anySeconds,
    quality: fc.subarray(QUALITY_FLAGS.filter((flag) => flag !== 'missing_close')),
    legs: fc.array(anyLeg, { maxLength: 3 }),
  })
  .map(({ times, side, certainty, talkSeconds, attempt, ...rest }) => ({
    ...rest,
    ...times,
    attempt: attempt === null ? null : { number: attempt, consultantTry: 1, contactTry: 1, reservationTry: 1 },
    hangup: side === null ? null : { side, dialogUuid: null, certainty, rule: 'single_close' as const, evidence: [] },
    durations: { ...aCall('').durations, talkSeconds },
    closeCauses: rest.legs.map(({ closeCause }) => closeCause),
  }));

const some = (...values: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...values, 'no such value'], { maxLength: 3 });
/** Of fields that may be asked for null, too. */
const someOrNull = (...values: readonly string[]): fc.Arbitrary<(string | null)[]> =>
  fc.subarray([null, ...values, 'no such value'], { maxLength: 3 });
const anyTime = fc.integer({ min: -1, max: 32 }).map((second) => iso(START + second));

const anyValue = some(...TEXTS, '2', '1.5', '-1');
const anyValueOrNull = someOrNull(...TEXTS, '2', '1.5', '-1');

const anyHours = fc.subarray([0, 8, 11, 12, 13, 14, 17], { maxLength: 4 });
const anyWeekdays = fc.subarray([1, 2, 3, 7], { maxLength: 3 });
const anyZone = fc.constantFrom('UTC', 'Europe/Warsaw', 'Asia/Kathmandu', 'Australia/Lord_Howe');

/** Values for every condition there is: the compiler asks for those of a new one here, and the suite then asks every store. */
const VALUES: { readonly [Name in Exclude<keyof CallFilter, 'clock'>]-?: fc.Arbitrary<CallFilter[Name]> } = {
  from: anyTime,
  to: anyTime,
  attribution: fc.constantFrom('start', 'end'),
  source: anyValue,
  campaign: anyValueOrNull,
  project: anyValueOrNull,
  consultant: anyValueOrNull,
  recordId: anyValue,
  attempt: fc.subarray([null, 1, 2, 3, 9], { maxLength: 3 }),
  hourOfDay: anyHours,
  weekday: anyWeekdays,
  timezone: anyZone,
  dialingMethod: anyValueOrNull,
  closeCause: anyValueOrNull,
  contactNumber: anyValue,
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

const anyCondition: fc.Arbitrary<Partial<CallFilter>> = fc.oneof(
  fc.record({ from: anyTime, to: anyTime }),
  fc.record({ hourOfDay: anyHours, timezone: anyZone }),
  fc.record({ weekday: anyWeekdays, timezone: anyZone }),
  ...Object.entries<fc.Arbitrary<unknown>>(VALUES).map(([name, values]) => values.map((value) => ({ [name]: value }))),
);

const anyFilter: fc.Arbitrary<CallFilter> = fc
  .array(anyCondition, { minLength: 1, maxLength: 4 })
  .map((conditions) => Object.assign({ attribution: 'start', clock: CLOCK }, ...conditions) as CallFilter);

const anyListing = fc.record({
  filter: anyFilter,
  sort: fc.constantFrom<SortOrder>('startedAt', '-startedAt'),
  limit: fc.constantFrom(1, 10, 500),
});

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const compareCalls = (one: StoredCall, other: StoredCall): number =>
  compareTexts(one.startedAt, other.startedAt) ||
  compareTexts(one.id, other.id) ||
  compareTexts(one.revision.stream, other.revision.stream);
const inOrder = <Item>(items: Item[], sort: SortOrder): Item[] => (sort === 'startedAt' ? items : items.reverse());

/** Always the same values for a filter alone. */
const SOME_SEED = 1;

export const describeFilters = (shared: SharedReadModels): void => {
  describe.each(['none', 'some'])('filters of calls of which %s are in segments', (sealed) => {
    const calls = fc
      .sample(anyDocument, { seed: propertyRun.seed, numRuns: CALLS })
      .map((document, i) => aCall(`s${i}`, document))
      .sort(compareCalls);
    let generation: Generation;
    beforeAll(async () => {
      generation = await shared.generation();
      const store = async (some: readonly StoredCall[]): Promise<void> => {
        const documents = some.map((call) => documentsOf(call.revision.stream, 8, [call]));
        await shared.readModels.replaceDocuments(generation, documents, null);
      };
      const isEarly = ({ startedAt }: StoredCall): boolean => startedAt < iso(START); // an hour of the last day, and days before
      await store(calls.filter(isEarly));
      if (sealed === 'some') await sealAll(shared.readModels, generation);
      await store(calls.filter((call) => !isEarly(call)));
    });

    // a filter that a store does not know would be found by random listings only now and then
    const alone = Object.entries<fc.Arbitrary<unknown>>(VALUES).filter(
      ([name]) => name !== 'attribution' && name !== 'timezone',
    );
    it.each(alone)('find by %s alone what matchesCall finds', async (name, values) => {
      const filters = fc
        .sample(values, { seed: SOME_SEED, numRuns: 4 })
        .map((value): CallFilter => ({ attribution: 'start', clock: CLOCK, [name]: value }));
      const expected = filters.map((filter) => calls.filter((call) => matchesCall(filter, call)).map(({ id }) => id));
      expect(expected.some(({ length }) => length < calls.length)).toBe(true);
      for (const [i, filter] of filters.entries()) {
        const found = await allCalls(shared.readModels, generation, { filter, sort: 'startedAt', limit: 500 });
        expect(found.map(({ id }) => id)).toEqual(expected[i]);
      }
    });

    it(`find and count the calls that matchesCall finds, ${describeRun(storePropertyRun)}`, async () => {
      const property = fc.asyncProperty(anyListing, async (listing) => {
        const expected = inOrder(
          calls.filter((call) => matchesCall(listing.filter, call)),
          listing.sort,
        );
        const found = await allCalls(shared.readModels, generation, listing);
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(await shared.readModels.countCalls(generation, listing.filter)).toBe(expected.length);
      });
      await fc.assert(property, storePropertyRun);
    });

    it(`find and count the legs that matchesLeg finds, ${describeRun(storePropertyRun)}`, async () => {
      const keyOf = ({ call, index }: CallLeg): string => `${call.id} ${index}`;
      const legs = calls.flatMap((call) => call.legs.map((leg, index): CallLeg => ({ call, leg, index })));
      const property = fc.asyncProperty(anyListing, async (listing) => {
        const expected = inOrder(
          legs.filter(({ call, leg }) => matchesLeg(listing.filter, call, leg)),
          listing.sort,
        );
        const found = await allLegs(shared.readModels, generation, listing);
        expect(found.map(keyOf)).toEqual(expected.map(keyOf));
        expect(await shared.readModels.countLegs(generation, listing.filter)).toBe(expected.length);
      });
      await fc.assert(property, storePropertyRun);
    });

    it('take as many values as anybody may ask for', async () => {
      const values = Array.from({ length: 200 }, (_, i) => `value ${i}`);
      const filter: CallFilter = {
        attribution: 'start',
        clock: CLOCK,
        campaign: [...values, 'a'],
        consultant: [...values, 'a'],
      };
      const expected = calls.filter((call) => matchesCall(filter, call)).map(({ id }) => id);
      const found = await allCalls(shared.readModels, generation, { filter, sort: 'startedAt' });
      expect(found.map(({ id }) => id)).toEqual(expected);
    });

    it('give a leg with the call it belongs to', async () => {
      const [first] = await allLegs(shared.readModels, generation, { sort: 'startedAt', limit: 500 });
      const call = calls.find(({ legs }) => legs.length > 0)!;
      expect(first).toEqual({ call, leg: call.legs[0], index: 0 });
    });
  });
};
