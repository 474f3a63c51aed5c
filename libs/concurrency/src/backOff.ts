import { pause } from './pause.js';

export interface BackOffLimits {
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
}

/** Pauses between tries of what fails: each is twice as long as the one before, up to a longest one. */
export class BackOff {
  #next: number;

  constructor(private readonly limits: BackOffLimits) {
    this.#next = limits.firstMilliseconds;
  }

  /** How long the next pause will be. */
  get nextMilliseconds(): number {
    return this.#next;
  }

  /** Waits for the next pause, or until the signal aborts. */
  async pause(signal: AbortSignal): Promise<void> {
    const milliseconds = this.#next;
    this.grow();
    await pause(milliseconds, signal);
  }

  /** A try has failed: the pause that follows the next failure is longer. For those who do the waiting themselves. */
  grow(): void {
    this.#next = Math.min(this.#next * 2, this.limits.longestMilliseconds);
  }

  /** A try has succeeded: the next pause is the first one again. */
  reset(): void {
    this.#next = this.limits.firstMilliseconds;
  }
}
