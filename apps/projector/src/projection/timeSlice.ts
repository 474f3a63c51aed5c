/** Long work holds up the event loop, and with it webhooks in the same process, for no longer than this at a time. */
const SLICE_MILLISECONDS = 4;

/**
 * Answers a function to be awaited between two steps of long work: it lets others have their turn once the slice is used up. Several
 * lanes of the work that await it share their slices: each with its own, others would wait for all of them.
 */
export const takeTurns = (
  sliceMilliseconds = SLICE_MILLISECONDS,
  now = (): number => performance.now(),
): (() => Promise<void>) => {
  let began = now();
  let turn: Promise<void> | null = null;
  const othersTurn = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(() => {
        turn = null;
        began = now();
        resolve();
      });
    });
  return async () => {
    if (turn === null && now() - began < sliceMilliseconds) return;
    await (turn ??= othersTurn());
  };
};
