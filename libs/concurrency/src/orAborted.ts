/** The promise's value, or null as soon as `signal` aborts; then what becomes of the promise is not looked at. @throws what it throws */
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
