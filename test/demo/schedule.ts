import { traffic, type Sent } from './month.js';

export const SECONDS_BETWEEN_CALLS = 6;

/** Deliveries in the order of their time: each is due once its time has come. */
export class Schedule {
  readonly #calls: Iterator<readonly Sent[], void>;
  #waiting: Sent[];
  #nextStart: number;

  /** From `start` on (seconds since the epoch) a call begins every few seconds; `waiting`: what is to come beside them. */
  constructor(start: number, waiting: readonly Sent[]) {
    this.#calls = traffic(start, SECONDS_BETWEEN_CALLS);
    this.#nextStart = start;
    this.#waiting = [...waiting];
  }

  /** Takes out what is due at `now` (seconds since the epoch). */
  due(now: number): Sent[] {
    for (; this.#nextStart <= now; this.#nextStart += SECONDS_BETWEEN_CALLS)
      this.#waiting.push(...(this.#calls.next().value ?? []));
    const due = this.#waiting.filter(({ at }) => at <= now);
    this.#waiting = this.#waiting.filter(({ at }) => at > now);
    return due.sort((one, other) => one.at - other.at);
  }
}
