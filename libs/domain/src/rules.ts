/** The rules a fold works by. They are stored with every generation: another version starts a rebuild (design.md 4). */
export interface Rules {
  readonly version: string;
  /** Received later than this after the event's own time: `late_delivery`. */
  readonly lateAfterSeconds: number;
  /** The event's own time lies this far after its receipt: `clock_ahead`. */
  readonly clockAheadAfterSeconds: number;
  /** Two hangups no further apart than this cannot be told apart: `same_second`. */
  readonly tieSeconds: number;
}

/** Raise the version with every change that can alter a document. */
export const RULES: Rules = { version: '2', lateAfterSeconds: 300, clockAheadAfterSeconds: 60, tieSeconds: 0 };
