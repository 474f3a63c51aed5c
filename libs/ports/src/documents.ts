import type { RecordView, StoredCall } from '#domain';
import type { CheckpointMove } from './checkpoints.js';
import type { Position } from './eventLog.js';
import type { Generation } from './generations.js';

/**
 * All documents of one stream at one revision: they replace the stream's former ones as a set. Their texts hold neither U+0000 nor lone
 * surrogates, which not every store can keep: the domain reads none (storableText).
 */
export interface StreamDocuments {
  readonly stream: string;
  /** The stream's last revision that went into the documents. */
  readonly revision: number;
  /** Log position of that revision's event. */
  readonly position: Position;
  readonly calls: readonly StoredCall[];
  readonly record: RecordView | null;
  /** How the calls differ from those of an earlier revision, where the maker of the documents knows. */
  readonly changes?: CallChanges;
  /** Set when the fold threw or the store refused the documents: those stored stay as they were, and the stream is listed as poisoned. */
  readonly poison?: { readonly message: string; readonly at: string };
}

/**
 * A store that has a stream at the revision `since`, and not poisoned, need not look at any other call of it: of ten thousand calls one has
 * changed. Any other store takes the calls as a set.
 */
export interface CallChanges {
  readonly since: number;
  /** Those that are new or not the same as then. */
  readonly calls: readonly StoredCall[];
  /** Ids of those that are gone. */
  readonly removed: readonly string[];
}

/** Documents as the projection writes them (docs/projection.md#documents). Every method rejects with StoreUnavailable when the store cannot be reached. */
export interface Documents {
  /**
   * Replaces the documents of each stream, where the stored revision of that stream is lower; then moves the checkpoint.
   * A document that vanishes from its stream's set stays as a removal marker. A document whose content did not change
   * (its `revision` aside) is not written again. All in one transaction.
   * @param documents a stream stands among them at most once
   * @throws CheckpointConflict another worker moved it; nothing was written
   * @throws DocumentRefused nothing was written, nor was the checkpoint moved
   * @throws GenerationConflict the generation has been dropped
   */
  replaceDocuments(
    generation: Generation,
    documents: readonly StreamDocuments[],
    move: CheckpointMove | null,
  ): Promise<void>;

  /**
   * Replaces the documents of one stream even where they are of the same revision or a higher one: for trying a poisoned stream again.
   * @param states what the stream is to hold: its documents, and, where the rest of it is poisoned, that poison after them
   * @param storedRevision the revision at which the caller has seen it stored; null: it was not stored
   * @returns false when it is stored at another revision by now: nothing was written
   * @throws DocumentRefused nothing was written
   */
  replaceStream(
    generation: Generation,
    states: readonly StreamDocuments[],
    storedRevision: number | null,
  ): Promise<boolean>;
}
