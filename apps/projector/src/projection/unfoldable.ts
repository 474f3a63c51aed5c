/** What the fold throws of a stream: its own fault, and the only one for which it is set aside. What a store throws is none of it. */
export class Unfoldable extends Error {
  override readonly name = 'Unfoldable';
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** @throws Unfoldable */
export const folding = <Result>(fold: () => Result): Result => {
  try {
    return fold();
  } catch (error) {
    throw new Unfoldable(error);
  }
};
