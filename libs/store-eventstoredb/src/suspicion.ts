/** So often, and over so long, something must be seen to be believed: a node that has just begun to lead may be behind for a moment. */
const LOOKS = 3;
const LASTS_MS = 2_500;

/** Something that would be final if it were so, and that passes by itself if it is not. */
export class Suspicion {
  #looks = 0;
  #since = 0;

  /** It looks so again. True once it is to be believed. */
  isConfirmed(): boolean {
    if (this.#looks === 0) this.#since = performance.now();
    this.#looks += 1;
    return this.#looks >= LOOKS && performance.now() - this.#since >= LASTS_MS;
  }

  /** It does not look so any more. */
  isUnfounded(): void {
    this.#looks = 0;
  }
}
