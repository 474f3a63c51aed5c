/** Set to 1 by the thread that asks, when it wants no answer any more: a message would be read too late. */
export type StopFlag = Int32Array;

/** In the thread that answers. @throws Error nobody waits for the answer any more; whoever has asked is told the reason there */
export const assertWanted = (stop: StopFlag): void => {
  if (Atomics.load(stop, 0) === 1) throw new Error('nobody waits for this answer any more');
};

/** Asks with a flag that is set when the signal is aborted. @throws the signal's reason */
export const whileWanted = async <Answer>(
  signal: AbortSignal | undefined,
  ask: (stop: StopFlag) => Promise<Answer>,
): Promise<Answer> => {
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const raise = (): void => void Atomics.store(stop, 0, 1);
  signal?.addEventListener('abort', raise);
  try {
    signal?.throwIfAborted();
    return await ask(stop);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', raise);
  }
};
