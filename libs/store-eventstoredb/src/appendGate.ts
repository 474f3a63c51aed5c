import { pLimit } from '#concurrency';
import { StoreUnavailable } from '#ports';

/**
 * Lets so many appends be in flight at once, the others wait in order: more in flight makes the server no faster, only every answer later.
 */
export class AppendGate {
  readonly #limit: ReturnType<typeof pLimit>;

  constructor(
    private readonly width: number,
    private readonly longestWaitMs: number,
  ) {
    this.#limit = pLimit(width);
  }

  /** @throws StoreUnavailable it waited too long and has not begun */
  pass<Value>(work: () => Promise<Value>): Promise<Value> {
    const since = performance.now();
    const hasToWait = this.#limit.activeCount + this.#limit.pendingCount >= this.width;
    return this.#limit(() => {
      if (!hasToWait || performance.now() - since <= this.longestWaitMs) return work();
      throw new StoreUnavailable(`the event log is too slow: an append waited ${this.longestWaitMs} ms for its turn`);
    });
  }
}
