import type { Call, Schemas } from '../../api/client.js';

export type Change = Schemas['Change'];

/** A call on the page; one that has ended stays for a while, to say who hung up. */
export interface Shown {
  readonly call: Call;
  /** By the server's clock; null while it is open. */
  readonly endedAtMillis: number | null;
}

/** The calls on the page by their id. */
export type OpenCalls = ReadonlyMap<string, Shown>;

/** So long an ended call stays. */
const KEPT_MILLIS = 10_000;

/** Whether what is known of a call is older than what came; both are of one stream, unless the call has moved. */
const isOlder = (known: Call, came: Call): boolean =>
  known.revision.stream !== came.revision.stream || known.revision.number <= came.revision.number;

/** One change of the feed. Calls that are not open and were not on the page are not news here. */
export const applyChange = (calls: OpenCalls, change: Change, now: number): OpenCalls => {
  const next = new Map(calls);
  if (change.change === 'removed') {
    next.delete(change.id);
    return next;
  }
  const { call } = change;
  const known = calls.get(call.id);
  if (known !== undefined && !isOlder(known.call, call)) return calls;
  if (call.status === 'open') next.set(call.id, { call, endedAtMillis: null });
  else if (known === undefined) return calls;
  else if (call.status === 'stale') next.delete(call.id);
  else next.set(call.id, { call, endedAtMillis: known.endedAtMillis ?? now });
  return next;
};

/**
 * The list that was asked for while the feed went on: what is open by it, and then the changes that came meanwhile, in the feed's order. A
 * call that has become stale is gone with the list, since that comes by the clock and not by the feed.
 */
export const applyList = (
  calls: OpenCalls,
  list: readonly Call[],
  meanwhile: readonly Change[],
  now: number,
): OpenCalls => {
  const ended = [...calls].filter(([, { endedAtMillis }]) => endedAtMillis !== null);
  const open = list.map((call): [string, Shown] => [call.id, { call, endedAtMillis: null }]);
  const next: OpenCalls = new Map([...ended, ...open]);
  return meanwhile.reduce((result, change) => applyChange(result, change, now), next);
};

/** Without the calls that ended long enough ago. */
export const withoutEnded = (calls: OpenCalls, now: number): OpenCalls => {
  const isOver = ({ endedAtMillis }: Shown): boolean => endedAtMillis !== null && now - endedAtMillis > KEPT_MILLIS;
  if (![...calls.values()].some(isOver)) return calls;
  return new Map([...calls].filter(([, shown]) => !isOver(shown)));
};
