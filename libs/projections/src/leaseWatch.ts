import type { Lease } from '#ports';

/** Whoever waits for a lease takes it over when it has not been renewed for so long; whoever holds it gives it up then. */
export const LEASE_MILLISECONDS = 3_000;

/** Milliseconds of a clock that only goes forward, whatever happens to the time of day. */
export type MonotonicClock = () => number;

export const monotonic: MonotonicClock = () => performance.now();

/** Judges by this process's own clock for how long a lease has not been renewed. */
export class LeaseWatch {
  #last: { readonly counter: number; readonly at: number } | null = null;

  constructor(private readonly clock: MonotonicClock = monotonic) {}

  /** Milliseconds since the lease was first seen as it is; 0 when it has moved since the last look. */
  silentFor(lease: Lease | null): number {
    const [counter, now] = [lease?.counter ?? 0, this.clock()];
    if (this.#last?.counter !== counter) this.#last = { counter, at: now };
    return now - this.#last.at;
  }

  /** Whether somebody holds the lease and renews it. */
  isHeld(lease: Lease | null): boolean {
    return this.silentFor(lease) < LEASE_MILLISECONDS && lease !== null && lease.owner !== null;
  }
}
