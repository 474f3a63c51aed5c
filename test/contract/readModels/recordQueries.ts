import fc from 'fast-check';
import { matchesCall, type CallFilter, type RecordView, type StoredCall } from '#domain';
import type { AttemptedRecord, Generation, RecordQuery, VisibleCalls } from '#ports';
import { describeRun, propertyRun, storePropertyRun } from '../../support/arbitraries.js';
import { aCall, CLOCK, documentsOf } from '../someCalls.js';
import type { SharedReadModels } from './sharedReadModels.js';

const RECORDS = 40;
const START = Date.parse('2020-08-26T12:00:00Z') / 1000;
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null, freq: 4 });
const anyNamed = orNull(
  fc.record({ id: orNull(fc.constantFrom<string | number>('a', 'b', 1)), name: fc.constant(null) }),
);

/** Up to four attempts within a minute, most of them in one project and of one source. */
const anyAttempts = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 60 }),
    source: fc.constantFrom('main', 'main', 'other'),
    campaign: anyNamed,
    project: anyNamed,
    outcome: fc.constantFrom('conversation' as const, 'contact_no_answer' as const, null),
  }),
  { minLength: 1, maxLength: 4 },
);

const callsOf = (
  record: number,
  attempts: typeof anyAttempts extends fc.Arbitrary<infer T> ? T : never,
): StoredCall[] =>
  attempts.map(({ second, ...rest }, i) =>
    aCall(`campaignRecord-${record}`, {
      ...rest,
      id: `call-${record}-${i}`,
      recordId: `record-${record}`,
      startedAt: iso(START + second),
    }),
  );

const some = (...values: readonly (string | null)[]) => fc.subarray([...values], { minLength: 1 });
const anyTime = fc.integer({ min: -1, max: 62 }).map((second) => iso(START + second));
const anyQuestion = fc.record({
  visible: fc.oneof(
    fc.constant<VisibleCalls>({}),
    fc.record<VisibleCalls>({ source: fc.constantFrom(['main'], ['other'], []) }),
    fc.record<VisibleCalls>({ project: some('a', 'b', '1') }),
  ),
  conditions: fc.record<Partial<CallFilter>>(
    { from: anyTime, to: anyTime, campaign: some('a', 'b', '1', null), project: some('a', '1', null) },
    { requiredKeys: [] },
  ),
  reached: fc.option(fc.boolean(), { nil: undefined }),
  limit: fc.constantFrom(1, 3, 500),
});

type Question = Omit<RecordQuery, 'after'>;

const firstOf = ({ calls }: Pick<AttemptedRecord, 'calls'>): StoredCall => calls[0]!;

/** In the plainest way: of each record its visible calls, and of those all else. */
const recordsOf = (all: readonly StoredCall[], { visible, filter, reached }: Question): string[] => {
  const ids = [...new Set(all.map(({ recordId }) => recordId))].filter((id) => id !== null);
  const seen = ids.map((id) => ({
    id,
    calls: all
      .filter(({ recordId }) => recordId === id)
      .filter((call) => matchesCall({ attribution: 'start', clock: CLOCK, ...visible }, call))
      .sort((one, other) => (`${one.startedAt} ${one.id}` < `${other.startedAt} ${other.id}` ? -1 : 1)),
  }));
  return seen
    .filter(({ calls }) => calls.length > 0)
    .filter((record) => matchesCall(filter, firstOf(record)))
    .filter(
      ({ calls }) => (reached ?? null) === null || calls.some((call) => call.outcome === 'conversation') === reached,
    )
    .map((record) => `${firstOf(record).startedAt} ${record.id} ${record.calls.map(({ id }) => id).join(' ')}`)
    .sort()
    .reverse();
};

const followPages = async (
  { readModels }: SharedReadModels,
  generation: Generation,
  question: Question,
): Promise<AttemptedRecord[]> => {
  const found: AttemptedRecord[] = [];
  let after: RecordQuery['after'] = null;
  do {
    const { items, next }: Awaited<ReturnType<typeof readModels.findRecords>> = await readModels.findRecords(
      generation,
      {
        ...question,
        after,
      },
    );
    if (next !== null) expect(items).toHaveLength(question.limit);
    found.push(...items);
    after = next;
  } while (after !== null);
  return found;
};

export const describeRecordQueries = (shared: SharedReadModels): void => {
  describe('the records', () => {
    const calls = fc
      .sample(anyAttempts, { seed: propertyRun.seed, numRuns: RECORDS })
      .flatMap((attempts, record) => callsOf(record, attempts));
    const record: RecordView = { id: 'record-0', campaign: null, project: null, platformState: 'done', closedAt: null };
    let generation: Generation;
    beforeAll(async () => {
      generation = await shared.generation();
      const streams = [...new Set(calls.map(({ revision }) => revision.stream))];
      const documents = streams.map((stream) => {
        const ofStream = calls.filter((call) => call.revision.stream === stream);
        return documentsOf(stream, 8, ofStream, stream === 'campaignRecord-0' ? { record } : {});
      });
      const outside = documentsOf('dialog-1', 8, [aCall('dialog-1', { recordId: null, kind: 'inbound' })]);
      const neverTried = documentsOf('campaignRecord-x', 8, [], { record: { ...record, id: 'never tried' } });
      await shared.readModels.replaceDocuments(generation, [...documents, outside, neverTried], null);
    });

    it(`come each once, by their first visible attempts, ${describeRun(storePropertyRun)}`, async () => {
      const property = fc.asyncProperty(anyQuestion, async ({ conditions, reached, ...rest }) => {
        const filter: CallFilter = { attribution: 'start', clock: CLOCK, ...conditions };
        const question: Question = { filter, ...(reached === undefined ? {} : { reached }), ...rest };
        const found = await followPages(shared, generation, question);
        const texts = found.map(
          (one) => `${firstOf(one).startedAt} ${one.id} ${one.calls.map(({ id }) => id).join(' ')}`,
        );
        expect(texts).toEqual(recordsOf(calls, question));
      });
      await fc.assert(property, storePropertyRun);
    });

    it('come with their calls whole, and with what their own events say', async () => {
      const filter: CallFilter = { attribution: 'start', clock: CLOCK };
      const found = await followPages(shared, generation, { visible: {}, filter, limit: 7 });
      expect(found.find(({ id }) => id === 'record-0')?.record).toEqual(record);
      expect(found.find(({ id }) => id === 'record-1')?.record).toBeNull();
      const byId = (one: StoredCall, other: StoredCall): number => (one.id < other.id ? -1 : 1);
      expect(found.flatMap((one) => one.calls).sort(byId)).toEqual([...calls].sort(byId));
    });
  });
};
