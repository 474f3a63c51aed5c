/**
 * A suspicion is confirmed once it was observed this often, and over this time. Waiting is needed because a node that has just become the
 * leader may be behind for a moment.
 */
const OBSERVATIONS = 3;
const LASTS_MS = 2_500;

/** A fault that would be final, and that may also be a passing state of the server. Only time tells which. */
export class Suspicion {
  #observations = 0;
  #since = 0;

  /** Notes that the fault was observed again. Returns true once it is taken for final. */
  confirm(): boolean {
    if (this.#observations === 0) this.#since = performance.now();
    this.#observations += 1;
    return this.#observations >= OBSERVATIONS && performance.now() - this.#since >= LASTS_MS;
  }

  /** Notes that the fault was not observed, so it was a passing state. */
  clear(): void {
    this.#observations = 0;
  }
}
