import { EventTooLarge, RevisionConflict, StoreUnavailable, StreamDeleted, WrongLog } from '#ports';

/** What the client's errors may carry: `type` where it recognised the error, `code` (gRPC) where it came from a call. Either may be missing. */
interface ClientError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

const AWAY_TYPES = new Set<unknown>(['unavailable', 'deadline-exceeded', 'timeout', 'cancelled', 'not-leader']);
/** CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED (a subscription's consumer was too slow), INTERNAL (a clean stop), UNAVAILABLE. */
const AWAY_CODES = new Set<unknown>([1, 4, 8, 10, 13, 14]);
/** Passing states for which the client has neither type nor code: words of the server, of the client's discovery, and of its native half. */
const AWAY_TEXTS = new RegExp(
  [
    'Server Is (Not Ready|(Too )?Busy)',
    'No leader info available in response',
    '^Failed to discover after',
    '^Unmapped gRPC error: code: (The operation was (cancelled|aborted)|Some resource has been exhausted)',
    '^Unmapped gRPC connection error',
  ].join('|'),
);
const TOO_LARGE_TYPES = new Set<unknown>([
  'maximum-append-size-exceeded',
  'append-record-size-exceeded',
  'transaction-max-size-exceeded',
]);
/** The server's limit for one event (`--max-append-event-size`, 24.10 and newer). The client does not know the error and gives its text alone. */
const EVENT_TOO_LARGE_TEXT = /Maximum ?Append ?Event ?Size/;
const DELETED_TYPES = new Set<unknown>(['stream-deleted', 'stream-tombstoned']);
/** PERMISSION_DENIED, UNAUTHENTICATED. */
const DENIED_CODES = new Set<unknown>([7, 16]);

const asClientError = (error: unknown): ClientError => (typeof error === 'object' && error !== null ? error : {});

export const isStreamMissing = (error: unknown): boolean => asClientError(error).type === 'stream-not-found';
export const isStreamDeleted = (error: unknown): boolean => DELETED_TYPES.has(asClientError(error).type);

/** The server's refusal of an append, with the stream's last revision; null for any other error. */
export const conflictOf = (error: unknown): { readonly actual: number | null } | null => {
  const { type, actualState } = asClientError(error) as { type?: unknown; actualState?: unknown };
  if (type !== 'wrong-expected-version') return null;
  return { actual: typeof actualState === 'bigint' ? Number(actualState) : null };
};

export const isPortError = (error: unknown): error is Error =>
  [StoreUnavailable, RevisionConflict, EventTooLarge, StreamDeleted, WrongLog].some((kind) => error instanceof kind);

/** What an error says of itself in short; append errors often have no message. */
const reasonOf = ({ type, code, message }: ClientError): string => {
  const texts = [type, message].filter((text): text is string => typeof text === 'string' && text !== '');
  return texts[0] ?? (typeof code === 'number' ? `code ${code}` : 'without a reason');
};

/**
 * The port's error for one of the client's: by type, then by code, then it is given up as unknown.
 * `what` was tried, e.g. "reading campaignRecord-1".
 */
export const toPortError = (error: unknown, what: string): Error => {
  if (isPortError(error)) return error;
  const { type, code, message } = asClientError(error);
  const reason = reasonOf({ type, code, message });
  const withCause = { cause: error };
  if (type === 'access-denied' || (type === undefined && DENIED_CODES.has(code))) {
    const advice = 'check the user in the event log URL and its rights (docs/eventstoredb.md)';
    return new StoreUnavailable(`${what}: the event log refuses access; ${advice}`, withCause);
  }
  const text = typeof message === 'string' ? message : '';
  if (TOO_LARGE_TYPES.has(type) || EVENT_TOO_LARGE_TEXT.test(text))
    return new EventTooLarge(`${what}: the event log takes no events of this size`, withCause);
  if (isStreamDeleted(error))
    return new StreamDeleted(`${what}: the stream was deleted for good (tombstoned)`, withCause);
  const isAway = AWAY_TYPES.has(type) || AWAY_CODES.has(code) || AWAY_TEXTS.test(text);
  if (isAway) return new StoreUnavailable(`${what}: the event log cannot be reached now (${reason})`, withCause);
  return new Error(`${what}: unknown error of the event log (${reason})`, withCause);
};
