/** A list of numbers that grows, 8 bytes each. */
export class GrowingNumbers {
  #numbers = new Float64Array(256);
  #length = 0;
  /** The places in use, once they have been asked for. */
  #used: Float64Array | null = null;

  /** `initial` is what a place holds that was never set. */
  constructor(private readonly initial = 0) {}

  /** The places in use, to read and to write; only until it grows again. */
  get numbers(): Float64Array {
    return (this.#used ??= this.#numbers.subarray(0, this.#length));
  }

  get length(): number {
    return this.#length;
  }

  /** Makes sure that there are at least so many places. */
  growTo(length: number): void {
    if (length <= this.#length) return;
    this.#makeRoom(length);
    this.#numbers.fill(this.initial, this.#length, length);
    this.#length = length;
    this.#used = null;
  }

  /** To a place that is in use. */
  add(place: number, number: number): void {
    this.#numbers[place]! += number;
  }

  #makeRoom(length: number): void {
    if (length <= this.#numbers.length) return;
    const larger = new Float64Array(Math.max(length, this.#numbers.length * 2));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
