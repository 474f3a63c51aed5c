import { withinTime } from '#concurrency';
import { StoreUnavailable } from '#ports';

/**
 * Limits the time of a call. The client's own deadlines do not: it notices a frozen server after 19 s, or never. A late result is ignored.
 * @param what the action, for the message
 * @throws StoreUnavailable the call took longer than `milliseconds`
 */
export const inTime = <Value>(what: string, milliseconds: number, promise: Promise<Value>): Promise<Value> =>
  withinTime(
    promise,
    milliseconds,
    () => new StoreUnavailable(`${what}: no answer from the event log within ${milliseconds} ms`),
  );
