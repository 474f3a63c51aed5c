import type { StoredCall } from './call.js';

/** One call in which two generations of the read models differ; null on the side that does not have it. */
export interface CallDifference {
  readonly id: string;
  readonly before: StoredCall | null;
  readonly after: StoredCall | null;
}

/** How one field moved: in how many calls that both have it changed and, where it is numeric, its sums over all calls. */
export interface FieldDifference {
  readonly changed: number;
  readonly before: number | null;
  readonly after: number | null;
}

/** What a comparison of two generations has counted, both sides of every call at the same revision of its stream. */
export interface DifferenceCounts {
  /** Position of the log up to which the generations were compared. */
  readonly position: string;
  readonly calls: {
    readonly before: number;
    readonly after: number;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
  };
  /**
   * By JSON path, e.g. `durations.talkSeconds`; `legs.talkSeconds` stands for all legs. Only fields that changed in a call, or
   * whose sum moved because calls were added or removed.
   */
  readonly fields: Readonly<Record<string, FieldDifference>>;
}

/** What a rebuild changes (docs/projection.md#comparing-generations). */
export interface Difference extends DifferenceCounts {
  /** Up to 100 of the calls that differ. */
  readonly samples: readonly CallDifference[];
}
