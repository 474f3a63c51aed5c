import { pLimit } from '#concurrency';
import { StoreUnavailable } from '#ports';

/**
 * The appends that have been asked for and are not finished. Only so many run at once, because more of them make the server no faster and
 * every answer later; the others wait in order. Appends with the same key run one after another.
 */
export class AppendsInFlight {
  readonly #limit: ReturnType<typeof pLimit>;
  /** The last append of each key, until it has finished. */
  readonly #lastByKey = new Map<string, Promise<unknown>>();

  constructor(
    private readonly most: number,
    private readonly longestWaitMs: number,
  ) {
    this.#limit = pLimit(most);
  }

  /**
   * Runs `append` when it is its turn. `key` says which appends are the same one.
   * @throws StoreUnavailable it waited longer than allowed for one of the places, and was not begun
   */
  run<Value>(key: string, append: () => Promise<Value>): Promise<Value> {
    const previous = this.#lastByKey.get(key);
    const inTurn = (): Promise<Value> => this.#runInTurn(append);
    const finished = previous === undefined ? inTurn() : previous.then(inTurn, inTurn);
    this.#lastByKey.set(key, finished);
    const forget = (): void => {
      if (this.#lastByKey.get(key) === finished) this.#lastByKey.delete(key);
    };
    finished.then(forget, forget);
    return finished;
  }

  #runInTurn<Value>(append: () => Promise<Value>): Promise<Value> {
    const since = performance.now();
    const hasToWait = this.#limit.activeCount + this.#limit.pendingCount >= this.most;
    return this.#limit(() => {
      if (!hasToWait || performance.now() - since <= this.longestWaitMs) return append();
      throw new StoreUnavailable(`the event log is too slow: an append waited ${this.longestWaitMs} ms for its turn`);
    });
  }
}
