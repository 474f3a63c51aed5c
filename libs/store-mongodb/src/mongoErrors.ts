import { isNativeError } from 'node:util/types';
import {
  BSON,
  MongoBulkWriteError,
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoStalePrimaryError,
  MongoSystemError,
} from 'mongodb';
import { DocumentRefused, StoreUnavailable } from '#ports';

const NETWORK_ERRORS = [
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoStalePrimaryError,
  MongoSystemError,
] as const;

/** Codes by which a server says that it cannot do now what was asked (MongoDB's error_codes.yml). */
const UNAVAILABLE_CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  43, // CursorNotFound: the server was restarted between two parts of an answer
  50, // MaxTimeMSExpired
  64, // WriteConcernFailed: too few members have it yet
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict: another worker writes the same documents
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  251, // NoSuchTransaction: the server was restarted meanwhile
  262, // ExceededTimeLimit
  290, // TransactionExceededLifetimeLimitSeconds: the machine, or one of the two, stood still for a minute
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
]);

const PASSING_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];

const hasCode =
  (...codes: readonly unknown[]) =>
  (error: unknown): error is MongoServerError =>
    error instanceof MongoServerError && codes.includes(error.code);

export const isDuplicateKey = hasCode(11_000);
/** The collection does not exist (NamespaceNotFound). */
export const isMissing = hasCode(26);
/** The collection that was to be made exists (NamespaceExists). */
export const isThereAlready = hasCode(48);
/** An index of this name exists and is another one (IndexOptionsConflict, IndexKeySpecsConflict). */
export const isOtherIndex = hasCode(85, 86);

/** Codes of Node's errors. The driver throws them where it writes to a connection that has just ended. */
const SOCKET_CODES =
  /^(EPIPE|ECONNRESET|ECONNABORTED|ETIMEDOUT|ERR_SOCKET_CLOSED|ERR_STREAM_(DESTROYED|WRITE_AFTER_END))$/;

const isSocketError = (error: unknown): error is Error =>
  isNativeError(error) && SOCKET_CODES.test((error as NodeJS.ErrnoException).code ?? '');

/** A bulk write wraps such errors in one of its own, which has no labels. */
const unwrapped = (error: unknown): unknown => {
  const inner: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : null;
  return inner instanceof MongoError || isSocketError(inner) ? inner : error;
};

const isUnavailable = (error: MongoError): boolean =>
  NETWORK_ERRORS.some((kind) => error instanceof kind) ||
  PASSING_LABELS.some((label) => error.hasErrorLabel(label)) ||
  // no connection of the pool became free; the driver does not export the class
  error.name === 'MongoWaitQueueTimeoutError' ||
  (typeof error.code === 'number' && UNAVAILABLE_CODES.has(error.code));

const USER_INFO = /(\bmongodb(?:\+srv)?:\/\/)[^\s/?#]*@/gi;

/** The text without the user names and passwords of the addresses in it. */
export const hideUserInfo = (text: string): string => text.replace(USER_INFO, '$1***@');

/** The error by which server or network are at fault; null when they are not. */
const awayReason = (error: unknown): Error | null => {
  const reason = unwrapped(error);
  if (isSocketError(reason)) return reason;
  return reason instanceof MongoError && isUnavailable(reason) ? reason : null;
};

/** A driver's error as the ports name it: StoreUnavailable where server or network are at fault, any other error as it is. */
export const asPortError = (error: unknown): unknown => {
  const reason = awayReason(error);
  if (reason === null) return error;
  return new StoreUnavailable(`MongoDB: ${hideUserInfo(reason.message)} (${reason.name})`, { cause: reason });
};

/** Runs work on the server. @throws StoreUnavailable */
export const onServer = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw asPortError(error);
  }
};

/** The server finds what was to be written too large (TransactionTooLarge, BSONObjectTooLarge, a document too large after an update, to be inserted). */
const isTooLarge = hasCode(257, 10_334, 17_419, 17_420);

/** Whether the server, or the driver, which makes BSON of them, refuses single documents of a write, and not the whole command. */
const isRefusal = (error: unknown): error is Error =>
  (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length > 0) ||
  isTooLarge(error) ||
  error instanceof MongoInvalidArgumentError ||
  error instanceof BSON.BSONError ||
  (isNativeError(error) && error.name === 'RangeError');

/** Writes documents. @throws DocumentRefused the server or the driver does not take them; any other error as it is */
export const writingDocuments = async <Result>(write: () => Promise<Result>): Promise<Result> => {
  try {
    return await write();
  } catch (error) {
    if (awayReason(error) !== null || !isRefusal(error)) throw error;
    throw new DocumentRefused(`MongoDB: ${error.message}`, { cause: error });
  }
};
