/** Both numbers of a pair must be lower than this, so that the two fit into one. */
const LIMIT = 2 ** 26;

/** Numbers pairs of whole numbers, the same for the same, from 0 in the order in which they are first seen. */
export class PairNumbers {
  readonly firsts: number[] = [];
  readonly seconds: number[] = [];
  readonly #numbers = new Map<number, number>();

  get count(): number {
    return this.firsts.length;
  }

  numberOf(first: number, second: number): number {
    const key = first * LIMIT + second;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.firsts.length);
    this.seconds.push(second);
    return this.firsts.push(first) - 1;
  }
}
