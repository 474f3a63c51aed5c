/** Long work holds up the event loop, and with it webhooks in the same process, for no longer than this at a time. */
const SLICE_MILLISECONDS = 4;

/** Answers a function to be awaited between two steps of long work: it lets others have their turn once the slice is used up. */
export const takeTurns = (sliceMilliseconds = SLICE_MILLISECONDS): (() => Promise<void>) => {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < sliceMilliseconds) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    began = performance.now();
  };
};
