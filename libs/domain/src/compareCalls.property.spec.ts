import fc from 'fast-check';
import { aCall, aLeg } from '../../../test/contract/someCalls.js';
import { anyCallEvents, describeRun, propertyRun } from '../../../test/support/arbitraries.js';
import { recorded, streamOf } from '../../../test/support/recorded.js';
import {
  collect,
  compareStream,
  DifferenceTally,
  emptyFacts,
  RULES,
  toView,
  type CallDifference,
  type Difference,
  type FieldDifference,
  type StoredCall,
} from './index.js';

const POSITION = '0001';
const differenceOf = (before: readonly StoredCall[], after: readonly StoredCall[]): Difference => {
  const tally = new DifferenceTally();
  tally.add(before, after);
  return tally.difference(POSITION);
};

describe('comparing two sides of a stream', () => {
  it('says nothing of calls that are the same, whatever the order of keys and the revision of the write', () => {
    const call = aCall('s');
    const again = { ...Object.fromEntries(Object.entries(call).reverse()), revision: { stream: 's', number: 1 } };
    expect(compareStream([call], [again as StoredCall])).toEqual([]);
    expect(differenceOf([call], [again as StoredCall])).toEqual({
      position: POSITION,
      calls: { before: 1, after: 1, added: 0, removed: 0, changed: 0 },
      fields: {},
      samples: [],
    });
  });

  it('takes an object of which nothing is known for none', () => {
    const call = aCall('s', { consultant: null });
    const again = { ...call, consultant: { id: null, username: null, name: null } };
    expect(compareStream([call], [again])).toEqual([]);
    expect(compareStream([again], [call])).toEqual([]);
    expect(compareStream([{ ...call, quality: [] }], [{ ...call, quality: null as never }])).toHaveLength(1);
  });

  it('names the fields that changed by their paths, with sums over the unchanged calls too', () => {
    const steady = aCall('s', { id: 'a' });
    const before = aCall('s', { id: 'b' });
    const durations = { ...before.durations, talkSeconds: 9, waitSeconds: 4 };
    const hangup = {
      side: 'unknown',
      dialogUuid: null,
      rule: 'same_second',
      certainty: 'none',
      evidence: ['a', 'b'],
    } as const;
    const after = { ...before, durations, hangup };
    const difference = differenceOf([steady, before], [steady, after]);
    expect(difference.calls).toEqual({ before: 2, after: 2, added: 0, removed: 0, changed: 1 });
    expect(difference.fields).toEqual({
      'durations.talkSeconds': { changed: 1, before: 14, after: 16 },
      'durations.waitSeconds': { changed: 1, before: 0, after: 4 },
      'hangup.certainty': { changed: 1, before: null, after: null },
      'hangup.dialogUuid': { changed: 1, before: null, after: null },
      'hangup.rule': { changed: 1, before: null, after: null },
      'hangup.side': { changed: 1, before: null, after: null },
    });
    expect(difference.samples).toEqual([{ id: 'b', before, after }]);
  });

  it('takes a whole object that appears as each of its fields, and lists and ids as one value', () => {
    const before = aCall('s', { id: 'a', consultant: null, quality: [] });
    const after = { ...before, consultant: { id: 7, username: null, name: 'Ewa' }, quality: ['bad_time' as const] };
    expect(differenceOf([before], [after]).fields).toEqual({
      'consultant.id': { changed: 1, before: null, after: null },
      'consultant.name': { changed: 1, before: null, after: null },
      quality: { changed: 1, before: null, after: null },
    });
  });

  it('compares legs by their dialog, and counts a call once however many of its legs changed', () => {
    const legs = [aLeg({ dialogUuid: 'x', talkSeconds: 5 }), aLeg({ dialogUuid: 'y', talkSeconds: 6 })];
    const before = aCall('s', { id: 'a', legs });
    const longer = legs.map((leg) => ({ ...leg, talkSeconds: 10 }));
    expect(differenceOf([before], [{ ...before, legs: longer }]).fields).toEqual({
      'legs.talkSeconds': { changed: 1, before: 11, after: 20 },
    });
    expect(Object.keys(differenceOf([before], [{ ...before, legs: [...legs].reverse() }]).fields)).toEqual(['legs']);
    const shorter = differenceOf([before], [{ ...before, legs: [legs[0]!] }]);
    expect(shorter.fields.legs).toEqual({ changed: 1, before: null, after: null });
    expect(shorter.fields['legs.talkSeconds']).toEqual({ changed: 0, before: 11, after: 5 });
  });

  it('shows the sums that move because calls were added or removed', () => {
    const [one, other] = [aCall('s', { id: 'a' }), aCall('s', { id: 'b' })];
    const difference = differenceOf([one], [other, one]);
    expect(difference.calls).toEqual({ before: 1, after: 2, added: 1, removed: 0, changed: 0 });
    expect(difference.fields['durations.talkSeconds']).toEqual({ changed: 0, before: 7, after: 14 });
    expect(difference.samples).toEqual([{ id: 'b', before: null, after: other }]);
  });

  it('keeps 100 samples and counts the rest', () => {
    const tally = new DifferenceTally();
    for (let i = 0; i < 130; i++) tally.add([aCall(`s${i}`)], []);
    const { calls, samples } = tally.difference(POSITION);
    expect([calls.removed, samples.length]).toEqual([130, 100]);
  });
});

it('keeps fewer samples where they are very large', () => {
  const large = (id: string, characters: number): StoredCall =>
    aCall('s', { id, consultant: { id: null, username: null, name: 'x'.repeat(characters) } });
  const tally = new DifferenceTally();
  for (const id of ['a', 'b', 'c', 'd']) tally.add([large(id, 900_000)], []);
  const { calls, samples } = tally.difference(POSITION);
  expect(calls.removed).toBe(4);
  expect(samples.map(({ id }) => id)).toEqual(['a', 'b']);
});

/** What generated events fold to; by rules that flag and tie more or less. */
const anySide = anyCallEvents().chain((events) =>
  fc
    .record({ tieSeconds: fc.integer({ min: 0, max: 3 }), lateAfterSeconds: fc.integer({ min: 0, max: 3 }) })
    .map((rules): StoredCall[] => {
      const stream = streamOf(events);
      const { calls } = toView(collect(emptyFacts(stream), recorded(events)), { ...RULES, ...rules });
      return calls.map((call) => ({ ...call, revision: { stream, number: events.length - 1 } }));
    }),
);
/** The other side: of each call the same, none, or one with other numbers; and calls of its own. */
const anyOther = (calls: readonly StoredCall[]) =>
  fc.record({
    fates: fc.array(fc.constantFrom('same', 'gone', 'longer', 'shorter'), {
      minLength: calls.length,
      maxLength: calls.length,
    }),
    more: anySide,
  });
const longer = (call: StoredCall): StoredCall => ({
  ...call,
  holdCount: call.holdCount + 1,
  legs: call.legs.map((leg) => ({ ...leg, talkSeconds: (leg.talkSeconds ?? 0) + 1 })),
});
const anyTwoSides = anySide
  .chain((before) => anyOther(before).map((other) => ({ before, ...other })))
  .map(({ before, fates, more }) => {
    const kept = before.flatMap((call, i) => {
      if (fates[i] === 'gone') return [];
      if (fates[i] === 'longer') return [longer(call)];
      return fates[i] === 'shorter' ? [{ ...call, legs: call.legs.slice(1) }] : [call];
    });
    const ids = new Set(before.map(({ id }) => id));
    return { before, after: [...kept, ...more.filter(({ id }) => !ids.has(id))] };
  });

const turned = ({ id, before, after }: CallDifference): CallDifference => ({ id, before: after, after: before });
const turnedField = ({ changed, before, after }: FieldDifference): FieldDifference => ({
  changed,
  before: after,
  after: before,
});
const talkOf = (calls: readonly StoredCall[]): number =>
  calls.flatMap(({ legs }) => legs).reduce((sum, leg) => sum + (leg.talkSeconds ?? 0), 0);

describe(`comparing any two sides (${describeRun()})`, () => {
  it('finds nothing where both are the same, in any order', () => {
    fc.assert(
      fc.property(anySide, (calls) => {
        const copy = structuredClone(calls).reverse();
        expect(differenceOf(calls, copy)).toMatchObject({ fields: {}, samples: [] });
      }),
      propertyRun,
    );
  });

  it('turns round with its sides', () => {
    fc.assert(
      fc.property(anyTwoSides, ({ before, after }) => {
        const [there, back] = [differenceOf(before, after), differenceOf(after, before)];
        const { calls, fields, samples } = there;
        const { added, removed, changed } = calls;
        expect(back.calls).toEqual({
          before: calls.after,
          after: calls.before,
          added: removed,
          removed: added,
          changed,
        });
        expect(back.samples).toEqual(samples.map(turned));
        expect(back.fields).toEqual(
          Object.fromEntries(Object.entries(fields).map(([path, field]) => [path, turnedField(field)])),
        );
      }),
      propertyRun,
    );
  });

  it('has counts and sums that agree with the calls', () => {
    fc.assert(
      fc.property(anyTwoSides, ({ before, after }) => {
        const { calls, fields, samples } = differenceOf(before, after);
        expect([calls.before, calls.after]).toEqual([before.length, after.length]);
        expect(calls.before + calls.added - calls.removed).toBe(calls.after);
        expect(samples).toHaveLength(calls.added + calls.removed + calls.changed);
        for (const field of Object.values(fields)) {
          expect(field.changed).toBeLessThanOrEqual(calls.changed);
          expect(field.changed > 0 || field.before !== field.after).toBe(true);
        }
        const talk = fields['legs.talkSeconds'];
        if (talk === undefined) expect(talkOf(before)).toBe(talkOf(after));
        else expect([talk.before, talk.after]).toEqual([talkOf(before), talkOf(after)]);
      }),
      propertyRun,
    );
  });

  it('adds up the same however the streams are dealt out', () => {
    fc.assert(
      fc.property(anyTwoSides, anyTwoSides, (one, other) => {
        const forward = new DifferenceTally();
        for (const { before, after } of [one, other]) forward.add(before, after);
        const backward = new DifferenceTally();
        for (const { before, after } of [other, one]) backward.add(before, after);
        const [a, b] = [forward.difference(POSITION), backward.difference(POSITION)];
        expect({ ...a, samples: 0 }).toEqual({ ...b, samples: 0 });
      }),
      propertyRun,
    );
  });
});
