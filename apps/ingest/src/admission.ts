/** How much may wait for the log at once. */
export interface AdmissionLimits {
  readonly events: number;
  readonly bytes: number;
}

export interface AdmissionEvents {
  /** The first delivery is refused for want of room. */
  readonly onFull: () => void;
  /** Half of the room is free again, after so many deliveries were refused. */
  readonly onRoom: (refused: number) => void;
}

const NO_EVENTS: AdmissionEvents = { onFull: () => undefined, onRoom: () => undefined };

/**
 * Counts what waits for the log. Beyond the limits nothing more is let in: a refusal at once is better than memory that grows and
 * answers that come too late.
 */
export class Admission {
  #events = 0;
  #bytes = 0;
  /** Since it was full. */
  #refused = 0;

  constructor(
    private readonly limits: AdmissionLimits,
    private readonly events: AdmissionEvents = NO_EVENTS,
  ) {}

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
    const isHalfFree = this.#events <= this.limits.events / 2 && this.#bytes <= this.limits.bytes / 2;
    if (this.#refused === 0 || !isHalfFree) return;
    this.events.onRoom(this.#refused);
    this.#refused = 0;
  }

  /** A delivery that had no room has been refused. */
  countRefused(): void {
    if (this.#refused === 0) this.events.onFull();
    this.#refused += 1;
  }
}
