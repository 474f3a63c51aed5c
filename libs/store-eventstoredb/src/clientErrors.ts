import { EventTooLarge, RevisionConflict, StoreUnavailable, StreamDeleted, WrongLog } from '#ports';

/** An error of the client. `type` is set when the client recognised it, `code` (of gRPC) when a call failed; either may be missing. */
interface ClientError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

const AWAY_TYPES = new Set<unknown>(['unavailable', 'deadline-exceeded', 'timeout', 'cancelled', 'not-leader']);
/** The gRPC codes CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL (also sent when a server stops cleanly) and UNAVAILABLE. */
const AWAY_CODES = new Set<unknown>([1, 4, 8, 10, 13, 14]);
/**
 * Messages of passing states for which the client gives neither type nor code. They come from the server, from the client's search for the
 * cluster, and from the client's native code.
 */
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
/** Message for an event over the server's limit for one event (`--max-append-event-size`, 24.10 and newer). The client has no type for it. */
const EVENT_TOO_LARGE_TEXT = /Maximum ?Append ?Event ?Size/;
const DELETED_TYPES = new Set<unknown>(['stream-deleted', 'stream-tombstoned']);
/** The gRPC codes PERMISSION_DENIED and UNAUTHENTICATED. */
const DENIED_CODES = new Set<unknown>([7, 16]);

const asClientError = (error: unknown): ClientError => (typeof error === 'object' && error !== null ? error : {});

export const isStreamMissing = (error: unknown): boolean => asClientError(error).type === 'stream-not-found';
export const isStreamDeleted = (error: unknown): boolean => DELETED_TYPES.has(asClientError(error).type);

/**
 * If the error says that the expected revision of an append was wrong: the stream's actual last revision, or null for it when there is no
 * stream. Null for any other error.
 */
export const conflictOf = (error: unknown): { readonly actual: number | null } | null => {
  const { type, actualState } = asClientError(error) as { type?: unknown; actualState?: unknown };
  if (type !== 'wrong-expected-version') return null;
  return { actual: typeof actualState === 'bigint' ? Number(actualState) : null };
};

export const isPortError = (error: unknown): error is Error =>
  [StoreUnavailable, RevisionConflict, EventTooLarge, StreamDeleted, WrongLog].some((kind) => error instanceof kind);

/** A short reason for messages. Errors of appends often have a type and no message. */
const reasonOf = ({ type, code, message }: ClientError): string => {
  const texts = [type, message].filter((text): text is string => typeof text === 'string' && text !== '');
  return texts[0] ?? (typeof code === 'number' ? `code ${code}` : 'without a reason');
};

/**
 * Turns an error of the client into one of the port, by its type, its code or its message. Any other error becomes a plain Error with the
 * original as its cause.
 * @param what the action that failed, for the message, such as "reading campaignRecord-1"
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
