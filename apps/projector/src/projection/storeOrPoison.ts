import { DocumentRefused, type CheckpointMove, type Documents, type Generation, type StreamDocuments } from '#ports';
import { poisonedDocuments } from './streamDocuments.js';

export interface StoreParts {
  readonly readModels: Pick<Documents, 'put'>;
  readonly generation: Generation;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An error's message may quote the document that was refused. */
const LONGEST_MESSAGE = 1_000;

/** What a stream is poisoned with whose documents are refused. */
export const refusalMessage = ({ message }: DocumentRefused): string =>
  `the store refuses its documents: ${message.slice(0, LONGEST_MESSAGE)}`;

const storeOneOrPoison = async (
  { readModels, generation, now }: StoreParts,
  ofStream: StreamDocuments,
): Promise<void> => {
  try {
    await readModels.put(generation, [ofStream], null);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    const poison = { message: refusalMessage(error), at: new Date(now()).toISOString() };
    await readModels.put(generation, [poisonedDocuments(ofStream, poison)], null);
  }
};

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
  const { readModels, generation } = parts;
  try {
    await readModels.put(generation, documents, move);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    for (const ofStream of documents) await storeOneOrPoison(parts, ofStream);
    if (move !== null) await readModels.put(generation, [], move);
  }
};
