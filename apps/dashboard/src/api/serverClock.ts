/**
 * The server's clock, by the Date header of its answers: running times and relative ranges must not depend on how this computer's clock is
 * set. Whole seconds, as the header has them.
 */
let offsetMillis = 0;

export const learnServerTime = (date: string | null): void => {
  const served = Date.parse(date ?? '');
  if (!Number.isNaN(served)) offsetMillis = served - Date.now();
};

/** Milliseconds since 1970 by the server's clock. */
export const serverNow = (): number => Date.now() + offsetMillis;
