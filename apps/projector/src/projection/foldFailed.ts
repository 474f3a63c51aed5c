/** A stream's events cannot be folded: the fault is the rules' or the events' own, and no store's. The stream is poisoned by it. */
export class FoldFailed extends Error {
  override readonly name = 'FoldFailed';
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Does a part of a fold. @throws FoldFailed whatever it throws */
export const folding = <Result>(fold: () => Result): Result => {
  try {
    return fold();
  } catch (error) {
    throw new FoldFailed(error);
  }
};
