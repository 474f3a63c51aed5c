import { withinTime } from '#concurrency';
import { StoreUnavailable } from '#ports';

/**
 * The client does not keep deadlines: a server that stands still is noticed by it after 19 s, or never. What comes late is dropped.
 * @throws StoreUnavailable `what` took longer than `milliseconds`
 */
export const inTime = <Value>(what: string, milliseconds: number, promise: Promise<Value>): Promise<Value> =>
  withinTime(
    promise,
    milliseconds,
    () => new StoreUnavailable(`${what}: no answer from the event log within ${milliseconds} ms`),
  );
