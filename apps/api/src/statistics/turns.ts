/** Lets so many pieces of work run at once, and so many wait; what is beyond is refused. */
export class Turns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mayWait: number,
  ) {}

  /** @throws what `refuse` gives, where too many wait already; else what the work throws */
  async run<Result>(work: () => Promise<Result>, refuse: () => Error): Promise<Result> {
    if (this.#running < this.atOnce) this.#running += 1;
    else if (this.#waiting.length >= this.mayWait) throw refuse();
    else await new Promise<void>((resolve) => this.#waiting.push(resolve)); // takes over the place of the one that ends
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
