import { DocumentRefused, StoreUnavailable } from '#ports';

const BUSY = 5;

/** Primary result codes that say: not the statement is wrong, the store cannot do it now (sqlite.org/rescode.html). */
const UNAVAILABLE_CODES = new Map([
  [BUSY, 'BUSY'],
  [6, 'LOCKED'],
  [7, 'NOMEM'],
  [8, 'READONLY'],
  [9, 'INTERRUPT'],
  [10, 'IOERR'],
  [11, 'CORRUPT'],
  [13, 'FULL'],
  [14, 'CANTOPEN'],
  [15, 'PROTOCOL'],
  [26, 'NOTADB'],
]);

/** Primary result codes that say what is wrong with the values that were to be written. */
const REFUSAL_CODES = new Map([
  [18, 'TOOBIG'],
  [19, 'CONSTRAINT'],
  [20, 'MISMATCH'],
]);

const primaryCode = (error: unknown): number | null => {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  if (typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
};

/** Whether another connection held a lock that was wanted. */
export const isBusy = (error: unknown): boolean => primaryCode(error) === BUSY;

/** A driver's error as the ports name it: StoreUnavailable where the store is at fault, any other error as it is. */
export const asPortError = (error: unknown): unknown => {
  const name = UNAVAILABLE_CODES.get(primaryCode(error) ?? -1);
  if (name === undefined) return error;
  return new StoreUnavailable(`SQLite: ${(error as Error).message} (SQLITE_${name})`, { cause: error });
};

/** Writes documents. @throws DocumentRefused SQLite does not take these values; any other error as it is */
export const writingDocuments = <Result>(write: () => Result): Result => {
  try {
    return write();
  } catch (error) {
    const name = REFUSAL_CODES.get(primaryCode(error) ?? -1);
    if (name === undefined) throw error;
    throw new DocumentRefused(`SQLite: ${(error as Error).message} (SQLITE_${name})`, { cause: error });
  }
};
