import type { CheckpointMove, Generation, StreamDocuments, GenerationKey } from '#ports';
import { writingDocuments } from '../sqlite/sqliteErrors.js';
import { inTwoParts } from '../worker/methods.js';
import { moveCheckpoint } from './checkpoints.js';
import { textsOf, type StreamTexts } from './documentTexts.js';
import type { Writer } from './writer.js';

/** Documents of #ports. */
export const documents = {
  replaceDocuments: inTwoParts(
    (writer: Writer, generation: GenerationKey, texts: readonly StreamTexts[], move: CheckpointMove | null): void =>
      writer.writeBuild(generation, () => {
        // first, so that a worker whose checkpoint has moved on writes nothing
        if (move !== null) moveCheckpoint(writer.db, generation, move);
        writingDocuments(() => writer.documentsOf(generation).replaceStreams(texts));
      }),
    (run, generation: Generation, streams: readonly StreamDocuments[], move: CheckpointMove | null) =>
      run(generation, streams.map(textsOf), move),
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
