import { withinTime } from '#concurrency';

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
export const inTime = <Value>(what: string, promise: Promise<Value>): Promise<Value> =>
  withinTime(promise, LIMIT_MS, () => new Error(`not within ${LIMIT_MS} ms: ${what}`));
