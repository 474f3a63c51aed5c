import type { Position } from './eventLog.js';
import type { Generation } from './generations.js';

/** How far a consumer (a partition of a generation, or the linker) has handled the log. */
export interface Checkpoint {
  readonly consumer: string;
  readonly position: Position;
  readonly logIdentity: string;
  /** When the last handled event was taken by the log, ISO 8601 UTC; null before the first. */
  readonly logTime: string | null;
  readonly savedAt: string;
  /** How many events it has handled since it began. */
  readonly events: number;
  /** Events a second when it was last saved while behind; null before that is known. */
  readonly perSecond: number | null;
}

/** Moves a checkpoint, but only from where the caller believes it to be (`expected`, null: it must not exist). */
export interface CheckpointMove {
  readonly consumer: string;
  readonly expected: Position | null;
  readonly position: Position;
  readonly logIdentity: string;
  readonly logTime: string | null;
  readonly events: number;
  readonly perSecond: number | null;
}

/** How far each consumer has come (docs/projection.md#checkpoints). Every method rejects with StoreUnavailable when the store cannot be reached. */
export interface Checkpoints {
  /** Moves a checkpoint that goes with no documents (the linker's). @throws CheckpointConflict */
  moveCheckpoint(generation: Generation | null, move: CheckpointMove): Promise<void>;
  checkpoint(generation: Generation | null, consumer: string): Promise<Checkpoint | null>;
  /** All checkpoints of a generation; with null those that belong to none. */
  checkpoints(generation: Generation | null): Promise<readonly Checkpoint[]>;
  /** Forgets a checkpoint (a partition that is no more). */
  dropCheckpoint(generation: Generation | null, consumer: string): Promise<void>;
}
