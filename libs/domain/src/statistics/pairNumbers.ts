/** Numbers pairs of whole numbers, the same for the same, from 0 in the order in which they are first seen. */
export class PairNumbers {
  readonly firsts: number[] = [];
  readonly seconds: number[] = [];
  /** By the first number, then by the second: arrays with gaps, which are faster than maps where a pair is looked up for each call. */
  readonly #numbers: number[][] = [];

  get count(): number {
    return this.firsts.length;
  }

  numberOf(first: number, second: number): number {
    const ofFirst = (this.#numbers[first] ??= []);
    return (ofFirst[second] ??= this.#add(first, second));
  }

  #add(first: number, second: number): number {
    this.seconds.push(second);
    return this.firsts.push(first) - 1;
  }
}
