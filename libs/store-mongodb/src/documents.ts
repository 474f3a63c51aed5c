import {
  CheckpointConflict,
  StoreUnavailable,
  type CheckpointMove,
  type ReplacedCounts,
  type StreamDocuments,
} from '#ports';
import { assertCheckpointAt, moveCheckpoint } from './checkpoints.js';
import type { GenerationStore } from './methods.js';
import { onServer } from './mongoErrors.js';
import { replaceStream, storeDocuments } from './storeDocuments.js';
import { inTransaction } from './transaction.js';

/** An outage stays what it is. @throws CheckpointConflict */
const assertStillThere = async ({ db, generation }: GenerationStore, move: CheckpointMove): Promise<void> => {
  try {
    await assertCheckpointAt(db, generation, move);
  } catch (error) {
    if (error instanceof CheckpointConflict) throw error;
  }
};

/** Documents of #ports. */
export const documents = {
  /** In one transaction; the checkpoint first, so that a worker whose checkpoint has moved on writes nothing. */
  replaceDocuments: async (
    store: GenerationStore,
    streams: readonly StreamDocuments[],
    move: CheckpointMove | null,
  ): Promise<ReplacedCounts> => {
    try {
      return await onServer(() =>
        inTransaction(store.client, async (session) => {
          if (move !== null) await moveCheckpoint(store.db, store.generation, move, session);
          return storeDocuments(store, streams, session);
        }),
      );
    } catch (error) {
      // the server ends the later of two transactions that touch one document: if that was the checkpoint, it has moved on
      if (error instanceof StoreUnavailable && move !== null) await assertStillThere(store, move);
      throw error;
    }
  },

  replaceStream: (
    store: GenerationStore,
    states: readonly StreamDocuments[],
    storedRevision: number | null,
  ): Promise<boolean> =>
    inTransaction(store.client, (session) => replaceStream(store, states, storedRevision, session)),
};
