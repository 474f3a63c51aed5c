import { StoreUnavailable } from '#ports';

/**
 * The client does not keep deadlines: a server that stands still is noticed by it after 19 s, or never. What comes late is dropped.
 * @throws StoreUnavailable `what` took longer than `milliseconds`
 */
export const inTime = async <Value>(what: string, milliseconds: number, promise: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StoreUnavailable(`${what}: no answer from the event log within ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** The promise's value, or null as soon as `signal` aborts. */
export const orAborted = async <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> => {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return null;
  }
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
