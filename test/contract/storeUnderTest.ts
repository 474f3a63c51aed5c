/**
 * A store as the contract suites take it: fresh when made, and opened as often as a test likes. Two clients open at once stand for two
 * processes; one closed and another opened for a restart.
 */
export interface StoreUnderTest<Client> {
  readonly open: () => Promise<Client>;
  /** Removes it, once all its clients are closed. */
  readonly dispose: () => Promise<void>;
}

/** How long a test waits for something that should happen at once. */
const LIMIT_MS = 10_000;

/** @throws Error `what` did not happen in time */
export const inTime = async <Value>(what: string, promise: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${LIMIT_MS} ms: ${what}`)), LIMIT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
