import type { CheckpointMove, Generation, StreamDocuments, GenerationKey } from '#ports';
import { writingDocuments } from '../sqlite/sqliteErrors.js';
import { inTwoParts } from '../worker/methods.js';
import { moveCheckpoint } from './checkpoints.js';
import { changedTextsOf, textsOf, type StreamTexts } from './documentTexts.js';
import type { Writer } from './writer.js';

/** Documents of #ports. */
export const documents = {
  replaceDocuments: inTwoParts(
    /** False, and nothing was written: a stream is stored at another revision than the one since which its changes are known. */
    (writer: Writer, generation: GenerationKey, texts: readonly StreamTexts[], move: CheckpointMove | null): boolean =>
      writer.writeBuild(generation, () => {
        const documentWriter = writer.documentsOf(generation);
        if (!texts.every((next) => documentWriter.hasWhatIsLeftOut(next))) return false;
        // before the documents, so that a worker whose checkpoint has moved on writes nothing
        if (move !== null) moveCheckpoint(writer.db, generation, move);
        writingDocuments(() => documentWriter.replaceStreams(texts));
        return true;
      }),
    async (
      run,
      generation: Generation,
      streams: readonly StreamDocuments[],
      move: CheckpointMove | null,
    ): Promise<void> => {
      const areStored = await run(generation, streams.map(changedTextsOf), move);
      if (!areStored) await run(generation, streams.map(textsOf), move);
    },
  ),

  replaceStream: inTwoParts(
    (
      writer: Writer,
      generation: GenerationKey,
      states: readonly StreamTexts[],
      storedRevision: number | null,
    ): boolean =>
      writer.writeBuild(generation, () =>
        writingDocuments(() => writer.documentsOf(generation).replaceStream(states, storedRevision)),
      ),
    (run, generation: Generation, states: readonly StreamDocuments[], storedRevision: number | null) =>
      run(generation, states.map(textsOf), storedRevision),
  ),
};
