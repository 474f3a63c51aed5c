import type { BadField } from '#server';

/** A body that is not taken, and why. 400: it is kept in quarantine; 413: it is too large. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  constructor(
    readonly status: 400 | 413,
    /** For the sender, in a sentence. */
    readonly reason: string,
    /** The elements of an array that are at fault, by `[index]`. */
    readonly errors: readonly BadField[] = [],
  ) {
    super(reason);
  }
}
