import fc from 'fast-check';
import { anyBatches, describeRun, propertyRun } from '../../../../test/support/arbitraries.js';
import { anyCalls, anyQuery } from '../../../../test/support/statistics/anyStatistics.js';
import { plainAnswer } from '../../../../test/support/statistics/plainAnswer.js';
import { columnsOf, NUMBER_COLUMNS, VALUE_COLUMNS, type CallColumns } from './columns.js';
import { decodeSegments, encodeSegment, SEGMENT_FORMAT } from './segment.js';
import { Statistics } from './statistics.js';

const all = ({ count, numbers, codes, values }: CallColumns) => ({
  count,
  numbers: NUMBER_COLUMNS.map((name) => [...numbers[name]]),
  codes: VALUE_COLUMNS.map((name) => [...codes[name]]),
  values: VALUE_COLUMNS.map((name) => values[name]),
});

/** Few different values, far ones, fractions, none at all: whatever a column may come to hold. */
const anyNumbers = (count: number): fc.Arbitrary<number[]> => {
  const listOf = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: count, maxLength: count });
  const near = (most: number) =>
    fc.tuple(fc.maxSafeInteger(), listOf(fc.oneof(fc.integer({ min: 0, max: most }), fc.constant(Number.NaN))));
  return fc.oneof(
    ...[0, 253, 254, 255, 65_533, 65_534, 2 ** 31].map((most) =>
      near(most).map(([least, numbers]) => numbers.map((number) => number + Math.trunc(least / 2))),
    ),
    listOf(fc.double()),
    listOf(fc.constantFrom(0, -0, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, Number.NaN)),
  );
};

const anyColumns = fc.nat({ max: 5 }).chain((count) =>
  fc
    .tuple(
      fc.array(anyNumbers(count), { minLength: NUMBER_COLUMNS.length, maxLength: NUMBER_COLUMNS.length }),
      anyCalls(10),
    )
    .map(([lists, calls]): CallColumns => {
      const columns = columnsOf(calls.slice(0, count));
      for (const [i, name] of NUMBER_COLUMNS.entries()) columns.numbers[name].set(lists[i]!.slice(0, columns.count));
      return columns;
    }),
);

describe('a segment', () => {
  it(`holds columns as they are, whatever their values, ${describeRun()}`, () => {
    const property = fc.property(anyColumns, (columns) => {
      expect(all(decodeSegments([encodeSegment(columns)]))).toEqual(all(columns));
    });
    fc.assert(property, propertyRun);
  });

  it('can be read wherever its bytes lie', () => {
    const [calls] = fc.sample(anyCalls(20), { seed: propertyRun.seed, numRuns: 1 });
    const bytes = encodeSegment(columnsOf(calls!));
    const within = new Uint8Array(bytes.length + 8);
    within.set(bytes, 3);
    expect(all(decodeSegments([within.subarray(3, bytes.length + 3)]))).toEqual(all(columnsOf(calls!)));
  });

  it(`is counted as its calls are, to the last digit, ${describeRun()}`, () => {
    const anyPortions = anyCalls(24).chain((calls) => anyBatches(calls));
    const property = fc.property(
      anyPortions,
      fc.infiniteStream(fc.boolean()),
      anyQuery(),
      (portions, sealed, query) => {
        const [ofRows, ofBoth] = [new Statistics(query), new Statistics(query)];
        const segments: Uint8Array[] = [];
        for (const calls of portions) {
          const columns = columnsOf(calls);
          ofRows.add(columns);
          if (sealed.next().value) segments.push(encodeSegment(columns));
          else ofBoth.add(columns);
        }
        ofBoth.add(decodeSegments(segments));
        expect(plainAnswer(ofBoth.answer(), query)).toEqual(plainAnswer(ofRows.answer(), query));
      },
    );
    fc.assert(property, propertyRun);
  });

  it('has another format when it has other columns', () => {
    const columns = [...NUMBER_COLUMNS, ...VALUE_COLUMNS].join(' ');
    // whoever changes the columns, or what one of them means, raises the format and writes both here
    expect([SEGMENT_FORMAT, columns]).toEqual([
      2,
      'startedAt endedAt lastEventAt waitingSince lateSeconds attempt answered quality talkFrom talkTo ' +
        'consultantTalkFrom consultantTalkTo ringSeconds dialSeconds waitSeconds talkSeconds consultantTalkSeconds ' +
        'holdSeconds callSeconds afterSeconds source campaign project consultant kind direction dialingMethod ' +
        'outcome hangupSide hangupCertainty closeCause closeCauses',
    ]);
  });
});
