export const QUIET = Symbol('quiet');

/**
 * Gives what the source gives and, whenever nothing has come for so long since, QUIET once. It asks the source for one value at a time.
 * @throws what the source throws
 */
export async function* orQuiet<Value>(
  source: AsyncIterable<Value>,
  milliseconds: number,
): AsyncGenerator<Value | typeof QUIET> {
  const values = source[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      const next = values.next();
      const quiet = new Promise<typeof QUIET>((resolve) => (timer = setTimeout(resolve, milliseconds, QUIET)));
      const first = await Promise.race([next, quiet]);
      clearTimeout(timer);
      if (first === QUIET) yield QUIET;
      const result = first === QUIET ? await next : first;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    clearTimeout(timer);
    // not waited for: the source may be waiting for its next value
    values.return?.().catch(() => undefined);
  }
}
