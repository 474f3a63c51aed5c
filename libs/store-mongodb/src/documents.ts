import { StoreUnavailable, type CheckpointMove, type StreamDocuments } from '#ports';
import { checkpoints, conflictOf, guardOf, moveCheckpoint } from './checkpoints.js';
import { writeInto } from './generationEntries.js';
import type { GenerationStore } from './methods.js';
import { onServer } from './mongoErrors.js';
import { replaceStream, storeDocuments } from './storeDocuments.js';
import { inTransaction } from './transaction.js';
import { ACKNOWLEDGED } from './writeConcerns.js';

/**
 * Whose marks the hours get (MarkDocument): the worker's whose checkpoint moves along. Who writes without one is not held up by others as
 * long as they write other streams.
 */
const markedBy = ([first]: readonly StreamDocuments[], move: CheckpointMove | null): string =>
  move?.consumer ?? first?.stream ?? '';

/** In one transaction; the checkpoint first, so that a worker whose checkpoint has moved on writes nothing. */
const storeAndMove = async (
  store: GenerationStore,
  streams: readonly StreamDocuments[],
  move: CheckpointMove | null,
): Promise<void> => {
  const { client, db, generation } = store;
  try {
    await onServer(() =>
      inTransaction(client, ACKNOWLEDGED, async (session) => {
        if (move !== null) await moveCheckpoint(db, generation, move, session);
        await storeDocuments(store, streams, { session, worker: markedBy(streams, move) });
      }),
    );
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || move === null) throw error;
    // The server ends the later of two transactions that write one document. If that was the checkpoint, it has been moved by the other.
    const conflict = await conflictOf(db, generation, move).catch(() => null);
    throw conflict !== null && conflict.actual !== move.expected ? conflict : error;
  }
};

/** Documents of #ports. */
export const documents = {
  replaceDocuments: (
    store: GenerationStore,
    streams: readonly StreamDocuments[],
    move: CheckpointMove | null,
  ): Promise<void> => {
    const { db, generation } = store;
    if (streams.length === 0 && move !== null) return checkpoints.moveCheckpoint(store, generation, move);
    return guardOf(move)(db, generation, () => storeAndMove(store, streams, move));
  },

  replaceStream: (
    store: GenerationStore,
    states: readonly StreamDocuments[],
    storedRevision: number | null,
  ): Promise<boolean> =>
    writeInto(store.db, store.generation, () =>
      inTransaction(store.client, ACKNOWLEDGED, (session) =>
        replaceStream(store, states, storedRevision, { session, worker: markedBy(states, null) }),
      ),
    ),
};
