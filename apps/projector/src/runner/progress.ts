import type { Position } from '#ports';

/** What a loop tells of its going: for metrics and health. */
export interface Progress {
  /** Handled since it was told last. */
  readonly events: number;
  readonly position: Position;
  /** When the log took the last event handled; null before the first. */
  readonly logTime: string | null;
  readonly caughtUp: boolean;
}
