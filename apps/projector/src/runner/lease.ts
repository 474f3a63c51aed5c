import { setTimeout as wait } from 'node:timers/promises';
import type { Leases } from '#ports';
import { LEASE_MILLISECONDS, LeaseWatch, monotonic, type MonotonicClock } from '#projections';

const RENEW_MILLISECONDS = 1_000;
const LOOK_MILLISECONDS = 250;
/** Two renewals have not come: the owner is probably gone. */
const SILENT_MILLISECONDS = 2 * RENEW_MILLISECONDS;

export interface LeaseParts {
  readonly leases: Leases;
  readonly name: string;
  /** Nobody else may have it, not even an earlier run of this program. */
  readonly owner: string;
  readonly clock?: MonotonicClock;
  /** Called at each look at a lease that another owner holds. `isSilent`: that one does not renew it and is probably gone. */
  readonly onStandby: (owner: string, isSilent: boolean) => void;
  /** The lease was taken from an owner who did not renew it. */
  readonly onTakenOver: (owner: string) => void;
  /** Another owner has taken the lease: the work ends. */
  readonly onLost: () => void;
}

/**
 * A lease that is held, renewed until it is given back or another owner has it. A renewal that is late, because the store is away or this
 * process gets no processor time, loses nothing while nobody else wants the lease.
 */
class HeldLease {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #renewal: Promise<void> | null = null;

  /** @param renewedAt just before the write of `counter` was asked for */
  constructor(
    private readonly parts: Required<LeaseParts>,
    private counter: number,
    private renewedAt: number,
  ) {
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS);
  }

  /** Aborts when the lease is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Gives it back, so that nobody has to wait until it is taken over. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    const { leases, name, clock } = this.parts;
    const isRenewed = clock() - this.renewedAt < SILENT_MILLISECONDS; // else the store is away, and would be waited for
    if (this.lost.aborted || !isRenewed) return;
    await this.#renewal;
    await leases.moveLease(name, null, this.counter).catch(() => undefined); // it is taken over soon
  }

  #look(): void {
    if (this.parts.clock() - this.renewedAt < RENEW_MILLISECONDS) return;
    // after an error it is tried again at the next look
    this.#renewal ??= this.#renew()
      .catch(() => undefined)
      .finally(() => {
        this.#renewal = null;
      });
  }

  async #renew(): Promise<void> {
    const { leases, name, owner, clock } = this.parts;
    const askedAt = clock();
    if (await leases.moveLease(name, owner, this.counter)) {
      this.counter += 1;
      this.renewedAt = askedAt;
      return;
    }
    const lease = await leases.lease(name);
    if (lease?.owner === owner)
      this.counter = lease.counter; // a renewal whose answer was lost
    else this.#lose();
  }

  #lose(): void {
    clearInterval(this.#timer);
    if (this.lost.aborted) return;
    this.#lost.abort();
    this.parts.onLost();
  }
}

/** Waits until the lease is free or has not been renewed for its length, and takes it. @throws StoreUnavailable @throws the signal's reason */
const acquire = async (parts: Required<LeaseParts>, signal: AbortSignal): Promise<HeldLease> => {
  const { leases, name, owner, clock } = parts;
  const watch = new LeaseWatch(clock);
  for (;;) {
    const lease = await leases.lease(name);
    const silentFor = watch.silentFor(lease);
    const other = lease === null || lease.owner === owner ? null : lease.owner;
    if (other === null || silentFor >= LEASE_MILLISECONDS) {
      const [seen, askedAt] = [lease?.counter ?? 0, clock()];
      if (await leases.moveLease(name, owner, seen)) {
        if (other !== null) parts.onTakenOver(other);
        return new HeldLease(parts, seen + 1, askedAt);
      }
    } else parts.onStandby(other, silentFor >= SILENT_MILLISECONDS);
    await wait(LOOK_MILLISECONDS, undefined, { signal });
  }
};

/**
 * Runs `work` while this owner holds the lease: waits for it, renews it, and aborts the work's signal when it is lost. No wall clock
 * decides: docs/projection.md#leases.
 * @throws StoreUnavailable @throws what `work` throws @throws the signal's reason
 */
export const underLease = async (
  parts: LeaseParts,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const held = await acquire({ clock: monotonic, ...parts }, signal);
  try {
    await work(AbortSignal.any([signal, held.lost]));
  } finally {
    await held.release();
  }
};
