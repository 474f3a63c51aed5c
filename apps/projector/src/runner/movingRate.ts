/** Seconds over which a rate is a mean, the latest counting most. */
const WINDOW_SECONDS = 5;

/** Events a second, as of late; the time in which there was nothing to do does not count. */
export class MovingRate {
  private began: number | null = null;
  private waiting = 0;

  /** `known`: from before, null for none. `clock` in milliseconds. */
  constructor(
    private rate: number | null,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Notes a batch that has been handled; `caughtUp`: nothing was left to do after it. Answers the rate, null while none is known. */
  note(events: number, caughtUp: boolean): number | null {
    const now = this.clock();
    const seconds = this.began === null ? 0 : (now - this.began) / 1000;
    if (this.began !== null) this.waiting += events; // how long those of the first batch took is not known
    if (seconds > 0) {
      const share = 1 - Math.exp(-seconds / WINDOW_SECONDS);
      const latest = this.waiting / seconds;
      this.rate = this.rate === null ? latest : this.rate + share * (latest - this.rate);
      this.waiting = 0;
    }
    if (seconds > 0 || this.began === null) this.began = now;
    if (caughtUp) {
      this.began = null;
      this.waiting = 0;
    }
    return this.rate;
  }
}
