/** A lease as it stands in the store. There is no time in it: docs/projection.md#leases */
export interface Lease {
  /** Who holds it; null: the last one to hold it has given it back. */
  readonly owner: string | null;
  /** Raised by one with every write of the lease, and never lowered. While it moves, its owner is alive. */
  readonly counter: number;
}

/** Who does the work of which one worker is enough. Both methods reject with StoreUnavailable when the store cannot be reached. */
export interface Leases {
  /** The lease of this name; null when nobody has ever held it. */
  lease(name: string): Promise<Lease | null>;

  /**
   * Takes, renews or (owner null) gives back a lease by compare-and-set: it is written, with a counter of `seen + 1`, only if its counter
   * is still `seen` (0: nobody has ever held it). Answers whether that was so. When a lease may be taken from another owner is not the
   * store's business.
   */
  moveLease(name: string, owner: string | null, seen: number): Promise<boolean>;
}
