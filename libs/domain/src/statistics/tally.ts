import { GrowingNumbers } from './growingNumbers.js';

const FOLDS = {
  sum: { initial: 0, fold: (one: number, other: number) => one + other },
  min: { initial: Infinity, fold: Math.min },
  max: { initial: -Infinity, fold: Math.max },
} as const;

/** One number for each cell, that can be put together with those of other cells: a sum, a minimum or a maximum. */
export class Tally {
  readonly #cells: GrowingNumbers;

  constructor(private readonly kind: keyof typeof FOLDS) {
    this.#cells = new GrowingNumbers(FOLDS[kind].initial);
  }

  growTo(count: number): void {
    this.#cells.growTo(count);
  }

  /** Of each cell; to write to until it grows again. */
  get cells(): Float64Array {
    return this.#cells.numbers;
  }

  add(cell: number, number: number): void {
    this.#cells.add(cell, number);
  }

  /** The same for `count` places, each put together from the cells that `placeOf` puts there; -1: nowhere. */
  folded(count: number, placeOf: Int32Array): Float64Array {
    const { initial, fold } = FOLDS[this.kind];
    const folded = new Float64Array(count).fill(initial);
    for (const [cell, number] of this.cells.entries()) {
      const place = placeOf[cell]!;
      if (place !== -1) folded[place] = fold(folded[place]!, number);
    }
    return folded;
  }
}
