import { setTimeout as wait } from 'node:timers/promises';
import type { ReadModels } from '#ports';

export interface LeaseParts {
  readonly readModels: ReadModels;
  readonly name: string;
  readonly owner: string;
  readonly now: () => number;
  /** Called each time another owner is found to hold it. */
  readonly onWait: () => void;
}

/** Short: after a crash nobody does the work for this long. Two owners at once would do no harm (design.md 2), only work twice. */
const LEASE_MILLISECONDS = 3_000;
const RENEW_MILLISECONDS = 1_000;

/** Runs `work` while this owner holds the lease: waits for it, renews it, and ends the work when it is lost. */
export const underLease = async (
  { readModels, name, owner, now, onWait }: LeaseParts,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const hold = (): Promise<boolean> => readModels.holdLease(name, owner, now(), LEASE_MILLISECONDS);
  while (!(await hold())) {
    onWait();
    await wait(RENEW_MILLISECONDS / 4, undefined, { signal });
  }
  const lost = new AbortController();
  const renewal = setInterval(() => {
    void hold().then(
      (held) => held || lost.abort(),
      () => lost.abort(),
    );
  }, RENEW_MILLISECONDS);
  try {
    await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(renewal);
    await readModels.releaseLease(name, owner).catch(() => undefined); // it runs out by itself
  }
};
