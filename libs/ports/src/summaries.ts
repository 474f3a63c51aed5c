import type { CheckpointMove } from './checkpoints.js';

/** A small document that a program keeps beside the generations, under a name of its own. */
export interface Summary {
  /** ASCII, so that every store orders names alike. */
  readonly name: string;
  /** What JSON can hold. */
  readonly content: object;
}

/** Summaries of the log or of the read models (docs/decisions/0036-counts-with-their-checkpoint.md). Both methods reject with StoreUnavailable when the store cannot be reached. */
export interface Summaries {
  /**
   * Replaces summaries whole and moves the checkpoint that goes with them (null: none does), all in one transaction.
   * @throws CheckpointConflict another worker moved it; nothing was written
   */
  saveSummaries(summaries: readonly Summary[], move: CheckpointMove | null): Promise<void>;
  /** Those whose names lie between two names, both included, by name. */
  summaries(first: string, last: string): Promise<readonly Summary[]>;
}
