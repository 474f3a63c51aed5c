/** Writes that may wait for their turn: enough to keep the writing going, and few, because each holds its documents in memory. */
const MOST_WAITING = 3;

/** Makes writes one after the other while the next ones are prepared. After one that has failed no further one is made. */
export class WriteChain {
  readonly #failure = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  readonly #waiting: Promise<unknown>[] = [];

  /** Aborts as soon as a write has failed. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  /** Resolves when there is room for another write. @throws what a former write has thrown */
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
