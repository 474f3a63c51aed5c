/** The longest duration that is counted; hardly any call takes longer. */
const LONGEST_COUNTED_SECONDS = 86_400;

/** Values that were added together, each with its cell at the same place. */
interface Portion {
  readonly cells: Int32Array;
  readonly values: Float64Array;
}

/** How many there are of each number of seconds; null where one of the values is no whole number of seconds, or a very large one. */
const countsOf = (portions: readonly Portion[]): Uint32Array | null => {
  const counts = new Uint32Array(LONGEST_COUNTED_SECONDS + 1);
  for (const { values } of portions) {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      if (!(value >= 0 && value <= LONGEST_COUNTED_SECONDS && Number.isInteger(value))) return null;
      counts[value]! += 1;
    }
  }
  return counts;
};

/** All values as one portion, in ascending order: they are counted, which takes a small part of the time of comparing them. */
const inOrder = (portions: readonly Portion[], counts: Uint32Array): Portion => {
  const next = new Uint32Array(counts.length);
  for (let value = 1; value < counts.length; value += 1) next[value] = next[value - 1]! + counts[value - 1]!;
  const length = portions.reduce((sum, { values }) => sum + values.length, 0);
  const ordered = { cells: new Int32Array(length), values: new Float64Array(length) };
  for (const { cells, values } of portions) {
    for (let i = 0; i < values.length; i += 1) {
      const place = next[values[i]!]!++;
      ordered.cells[place] = cells[i]!;
      ordered.values[place] = values[i]!;
    }
  }
  return ordered;
};

/** Single values by cell, kept for percentiles, which cannot be put together from those of cells. */
export class Samples {
  #portions: Portion[] = [];
  /** Whether the values are all in one portion, in ascending order. */
  #isOrdered = false;

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
    this.#isOrdered = false;
  }

  /** The values of each of `count` places, sorted; `placeOf` says where those of each cell go; -1: nowhere. */
  sorted(count: number, placeOf: Int32Array): readonly Float64Array[] {
    this.#order();
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
    const places = Array.from({ length: count }, (_, place) => scattered.subarray(ends[place], ends[place + 1]));
    if (!this.#isOrdered) for (const values of places) values.sort();
    return places;
  }

  /** Once for all places: values that are moved in ascending order are in that order at each place. */
  #order(): void {
    const counts = this.#isOrdered ? null : countsOf(this.#portions);
    if (counts === null) return;
    this.#portions = [inOrder(this.#portions, counts)];
    this.#isOrdered = true;
  }
}

/** By nearest rank: the least of the sorted values that at least `percent` of 100 of them do not exceed; NaN of none. */
export const percentileOf = (sorted: Float64Array, percent: number): number =>
  sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN;
