/** Over which the rate is a mean; the latest seconds count most. */
const WINDOW_SECONDS = 5;

/** Events a second of late. Time in which there was nothing to do does not count. */
export class MovingRate {
  /** When the last batch was handled; null: there has been nothing to do since. */
  #lastBatchAt: number | null = null;

  /** `known`: from before, null for none. `clock` in milliseconds. */
  constructor(
    private known: number | null,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Notes a batch that has been handled; `caughtUp`: nothing was left to do after it. Answers the rate, null while none is known. */
  note(events: number, caughtUp: boolean): number | null {
    const now = this.clock();
    // how long the first batch took is not known
    if (this.#lastBatchAt !== null && now > this.#lastBatchAt) {
      const seconds = (now - this.#lastBatchAt) / 1000;
      const share = this.known === null ? 1 : 1 - Math.exp(-seconds / WINDOW_SECONDS);
      this.known = (1 - share) * (this.known ?? 0) + share * (events / seconds);
    }
    this.#lastBatchAt = caughtUp ? null : now;
    return this.known;
  }
}
