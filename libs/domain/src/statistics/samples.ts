import { GrowingNumbers } from './growingNumbers.js';

/** From so many on there are many of each: durations are whole seconds. */
const MANY = 4_096;

/** In place. Many are counted, which takes half as long as comparing them. */
const sortSeconds = (values: Float64Array): Float64Array => {
  if (values.length < MANY) return values.sort();
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i += 1) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1);
  let end = 0;
  for (const [value, count] of [...counts].sort(([one], [other]) => one - other)) {
    values.fill(value, end, end + count);
    end += count;
  }
  return values;
};

/** Single values by cell, kept for percentiles, which cannot be put together from those of cells. */
export class Samples {
  readonly #cells = new GrowingNumbers();
  readonly #values = new GrowingNumbers();

  add(cell: number, value: number): void {
    this.#cells.push(cell);
    this.#values.push(value);
  }

  /** The values of each of `count` places, sorted; `placeOf` says where those of each cell go; -1: nowhere. */
  sorted(count: number, placeOf: Int32Array): readonly Float64Array[] {
    const [cells, values] = [this.#cells.numbers, this.#values.numbers];
    const ends = new Float64Array(count + 1);
    for (let i = 0; i < cells.length; i += 1) ends[placeOf[cells[i]!]! + 1]! += 1;
    ends[0] = 0; // counted those that go nowhere
    for (let place = 1; place <= count; place += 1) ends[place]! += ends[place - 1]!;
    const next = ends.slice();
    const scattered = new Float64Array(ends[count]!);
    for (let i = 0; i < values.length; i += 1) {
      const place = placeOf[cells[i]!]!;
      if (place !== -1) scattered[next[place]!++] = values[i]!;
    }
    return Array.from({ length: count }, (_, place) => sortSeconds(scattered.subarray(ends[place], ends[place + 1])));
  }
}

/** By nearest rank: the least of the sorted values that at least `percent` of 100 of them do not exceed; NaN of none. */
export const percentileOf = (sorted: Float64Array, percent: number): number =>
  sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN;
