/** So many writes may wait for their turn: enough that neither side waits for the other, and few, since each holds its documents. */
const MOST_WAITING = 3;

/** Writes one after the other while more is made ready. After one that has failed none is tried any more. */
export class WriteChain {
  readonly #failure = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  readonly #waiting: Promise<unknown>[] = [];

  /** Aborts when a write has failed, even if no other is ever added. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  /** Resolves when there is room for another one. @throws what a former one has thrown */
  async add(write: () => Promise<unknown>): Promise<void> {
    this.#last = this.#last.then(write);
    this.#last.catch(() => this.#failure.abort());
    this.#waiting.push(this.#last);
    if (this.#waiting.length > MOST_WAITING) await this.#waiting.shift();
  }

  /** Resolves when all are written. @throws what one of them has thrown */
  async done(): Promise<void> {
    await this.#last;
  }
}
