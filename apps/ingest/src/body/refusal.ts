/** An element of an array that is at fault, named by its `[index]`. */
interface BadElement {
  readonly field: string;
  readonly message: string;
}

/** A body that is not taken, and why. 400: it is kept in quarantine; 413: it is too large. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
  constructor(
    readonly status: 400 | 413,
    /** For the sender, in a sentence. */
    readonly reason: string,
    readonly errors: readonly BadElement[] = [],
  ) {
    super(reason);
  }
}
