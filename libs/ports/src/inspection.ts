/** Something about a store that is not as the product needs it. Both texts are one line for an operator, without credentials. */
export interface StoreFault {
  /** `error`: the product cannot do its work so, or not for long. */
  readonly severity: 'warning' | 'error';
  readonly message: string;
  readonly remedy: string;
}

/** A store as its operator looks at it. Looking changes nothing, not even what a start would make or mend. */
export interface StoreInspection {
  /** Product and version, e.g. `MongoDB 7.0.2`. */
  readonly product: string;
  /** Nothing has been stored yet, so there is nothing to open. */
  readonly isNew: boolean;
  readonly faults: readonly StoreFault[];
  /** Null: the store has no indexes of this product. */
  readonly indexes: { readonly found: number; readonly faults: readonly StoreFault[] } | null;
  /** Bytes that the store takes; null where that cannot be seen from here. */
  readonly bytes: number | null;
  /** Bytes of the disk of the store's server; null where it has none, or does not say. */
  readonly serverDisk: { readonly free: number; readonly total: number } | null;
  /** What the clock of the store's server showed and this one, in milliseconds since the epoch; null where it has none, or does not say. */
  readonly clocks: { readonly server: number; readonly own: number } | null;
}

export interface LogInspection extends StoreInspection {
  /** When the log took its last event, ISO 8601 UTC; null: there is none. */
  readonly newestEventAt: string | null;
  /** About how many bytes the log has grown by in the last so many seconds; null where that is not known. */
  readonly growth: { readonly bytes: number; readonly seconds: number } | null;
}
