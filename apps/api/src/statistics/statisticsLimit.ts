import { pLimit } from '#concurrency';
import { Problem } from '#server';

/** So many statistics are counted at the same time in a process, and so many more may wait. */
const AT_ONCE = 2;
const MAY_WAIT = 16;

const RETRY_AFTER_SECONDS = 5;

/** Keeps statistics, each of which may look at every call, from taking the whole machine. */
export class StatisticsLimit {
  readonly #limit = pLimit(AT_ONCE);

  /**
   * Does the work when it is its turn.
   * @param signal aborted when nobody waits for the work any more: then it is not begun
   * @throws the signal's reason
   * @throws Problem 503 so many wait already that this one is refused
   */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const begin = (): Promise<Result> => {
      signal.throwIfAborted();
      return work();
    };
    if (this.#limit.activeCount + this.#limit.pendingCount < AT_ONCE + MAY_WAIT) return this.#limit(begin);
    const detail = `${AT_ONCE} statistics are being counted and ${MAY_WAIT} more wait: no further one is taken now. Try again in a few seconds, or ask for fewer at a time.`;
    return Promise.reject(new Problem(503, detail, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
  }
}
