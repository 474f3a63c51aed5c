import { setTimeout as wait } from 'node:timers/promises';

/** Waits so long, or until the signal aborts; never rejects. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  wait(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
