/** From so many on they are counted. */
const MANY = 4_096;
/** The longest duration that is counted; hardly any call takes longer. */
const LONGEST_COUNTED_SECONDS = 86_400;

/** How many there are of each number of seconds; null where one of the values is no whole number of seconds, or a very large one. */
const countsOf = (values: Float64Array): Uint32Array | null => {
  const counts = new Uint32Array(LONGEST_COUNTED_SECONDS + 1);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (!(value >= 0 && value <= LONGEST_COUNTED_SECONDS && Number.isInteger(value))) return null;
    counts[value]! += 1;
  }
  return counts;
};

/** In place. Many are counted, which takes a small part of the time of comparing them. */
const sortSeconds = (values: Float64Array): Float64Array => {
  const counts = values.length < MANY ? null : countsOf(values);
  if (counts === null) return values.sort();
  let end = 0;
  for (const [value, count] of counts.entries()) {
    values.fill(value, end, end + count);
    end += count;
  }
  return values;
};

/** Values that were added together, each with its cell at the same place. */
interface Portion {
  readonly cells: Int32Array;
  readonly values: Float64Array;
}

/** Single values by cell, kept for percentiles, which cannot be put together from those of cells. */
export class Samples {
  readonly #portions: Portion[] = [];

  /** Adds the values of the selected calls, each to the cell at the same place; one that is not known (NaN) is left out. */
  add(values: Float64Array, selected: Int32Array, cells: Int32Array): void {
    const kept = { cells: new Int32Array(selected.length), values: new Float64Array(selected.length) };
    let count = 0;
    for (let i = 0; i < selected.length; i += 1) {
      const value = values[selected[i]!]!;
      if (Number.isNaN(value)) continue;
      kept.cells[count] = cells[i]!;
      kept.values[count++] = value;
    }
    this.#portions.push({ cells: kept.cells.subarray(0, count), values: kept.values.subarray(0, count) });
  }

  /** The values of each of `count` places, sorted; `placeOf` says where those of each cell go; -1: nowhere. */
  sorted(count: number, placeOf: Int32Array): readonly Float64Array[] {
    const ends = new Float64Array(count + 1);
    for (const { cells } of this.#portions)
      for (let i = 0; i < cells.length; i += 1) ends[placeOf[cells[i]!]! + 1]! += 1;
    ends[0] = 0; // counted those that go nowhere
    for (let place = 1; place <= count; place += 1) ends[place]! += ends[place - 1]!;
    const next = ends.slice();
    const scattered = new Float64Array(ends[count]!);
    for (const { cells, values } of this.#portions) {
      for (let i = 0; i < values.length; i += 1) {
        const place = placeOf[cells[i]!]!;
        if (place !== -1) scattered[next[place]!++] = values[i]!;
      }
    }
    return Array.from({ length: count }, (_, place) => sortSeconds(scattered.subarray(ends[place], ends[place + 1])));
  }
}

/** By nearest rank: the least of the sorted values that at least `percent` of 100 of them do not exceed; NaN of none. */
export const percentileOf = (sorted: Float64Array, percent: number): number =>
  sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN;
