import { DocumentRefused, type CheckpointMove, type Documents, type Generation, type StreamDocuments } from '#ports';
import { poisonedDocuments } from './streamDocuments.js';

export interface StoreParts {
  readonly readModels: Pick<Documents, 'replaceDocuments'>;
  readonly generation: Generation;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An error's message may quote the document that was refused. */
const LONGEST_MESSAGE = 1_000;

/** What a stream is poisoned with whose documents are refused. */
export const refusalMessage = ({ message }: DocumentRefused): string =>
  `the store refuses its documents: ${message.slice(0, LONGEST_MESSAGE)}`;

/**
 * Stores documents, and moves the checkpoint with them if there is a move. Where the store refuses them, they are stored stream by stream:
 * a stream that is refused alone, too, is poisoned, and the rest goes on (docs/projection.md#poisoned-streams).
 * @throws StoreUnavailable, CheckpointConflict, GenerationConflict
 */
export const storeOrPoison = async (
  parts: StoreParts,
  documents: readonly StreamDocuments[],
  move: CheckpointMove | null,
): Promise<void> => {
  const { readModels, generation, now } = parts;
  try {
    await readModels.replaceDocuments(generation, documents, move);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    const [alone, ...others] = documents;
    if (others.length > 0) {
      for (const ofStream of documents) await storeOrPoison(parts, [ofStream], null);
      if (move !== null) await readModels.replaceDocuments(generation, [], move);
    } else {
      if (alone === undefined || alone.poison !== undefined) throw error;
      const poison = { message: refusalMessage(error), at: new Date(now()).toISOString() };
      await storeOrPoison(parts, [poisonedDocuments(alone, poison)], move);
    }
  }
};
