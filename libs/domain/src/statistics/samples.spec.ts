import { percentileOf, Samples } from './samples.js';

const CALLS = 6_000;
const every = Int32Array.from({ length: CALLS }, (_, call) => call);

/** The values of each of two cells, in which the calls take turns. */
const sortedOf = (values: Float64Array): readonly Float64Array[] => {
  const samples = new Samples();
  const cells = every.map((call) => call % 2);
  samples.add(values, every, cells);
  samples.add(values, every, cells);
  return samples.sorted(2, Int32Array.of(0, 1));
};

const comparedOf = (values: Float64Array): number[][] =>
  [0, 1].map((cell) =>
    [...values, ...values]
      .filter((value, i) => i % 2 === cell && !Number.isNaN(value))
      .sort((one, other) => one - other),
  );

describe('samples of many calls', () => {
  it.each([
    [
      'whole seconds, some of which are not known',
      (call: number) => (call % 7 === 0 ? Number.NaN : (call * 131) % 600),
    ],
    ['seconds of which one is longer than a day', (call: number) => (call === 9 ? 1e9 : (call * 131) % 600)],
    ['seconds of which one is below 0, and one no whole number', (call: number) => [-3, 0.5][call] ?? call % 600],
  ])('are sorted: %s', (_, valueOf) => {
    const values = Float64Array.from(every, valueOf);
    expect(sortedOf(values).map((sorted) => [...sorted])).toEqual(comparedOf(values));
  });

  it('give the value of a rank, and nothing of none', () => {
    expect(percentileOf(Float64Array.of(1, 2, 3, 4), 50)).toBe(2);
    expect(percentileOf(new Float64Array(), 50)).toBeNaN();
  });
});
