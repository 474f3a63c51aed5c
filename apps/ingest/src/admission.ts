/** How much may wait for the log at once. */
export interface AdmissionLimits {
  readonly events: number;
  readonly bytes: number;
}

/**
 * Counts what waits for the log. Beyond the limits nothing more is let in: a refusal at once is better than memory that grows and
 * answers that come too late.
 */
export class Admission {
  #events = 0;
  #bytes = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  get waitingEvents(): number {
    return this.#events;
  }
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Whether a delivery of so many bytes has room now. */
  hasRoomFor(bytes: number, events = 1): boolean {
    return this.#events + events <= this.limits.events && this.#bytes + bytes <= this.limits.bytes;
  }

  /** Takes room, to be given back by `leave` with the same numbers; false when there is none. */
  enter(bytes: number, events: number): boolean {
    if (!this.hasRoomFor(bytes, events)) return false;
    this.#events += events;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number, events: number): void {
    this.#events -= events;
    this.#bytes -= bytes;
  }
}
