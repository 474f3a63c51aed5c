/** The values that the fold's rules work with. A generation of the read models remembers the version that made it: docs/projection.md#rebuilds. */
export interface Rules {
  readonly version: string;
  /** Received more than this after the event's own time: `late_delivery`. */
  readonly lateAfterSeconds: number;
  /** The event's own time lies more than this after its receipt: `clock_ahead`. */
  readonly clockAheadAfterSeconds: number;
  /** Two hangups no further apart than this cannot be told apart: `same_second`. */
  readonly tieSeconds: number;
  /** Closes further apart than this need not come from one hangup: `contact_stayed`, and less certainty for `one_hangup_one_left`. */
  readonly oneEndSeconds: number;
  /** An event's own time before this (seconds since the epoch) comes from a clock that was never set: `bad_time`. */
  readonly earliestTime: number;
  /** An event's own time further than this after its receipt comes from a broken clock: `bad_time`. */
  readonly mostAheadSeconds: number;
}

/** Raise the version with every change that can alter a document. */
export const RULES: Rules = {
  version: '2',
  lateAfterSeconds: 300,
  clockAheadAfterSeconds: 60,
  tieSeconds: 0,
  oneEndSeconds: 10,
  earliestTime: Date.UTC(2000, 0, 1) / 1000,
  mostAheadSeconds: 24 * 3600,
};
