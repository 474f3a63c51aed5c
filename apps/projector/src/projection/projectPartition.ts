import type { Checkpoints, Documents, EventLog, Generation, Partition, StoredDocuments } from '#ports';
import type { Rules } from '#domain';
import { orQuiet, QUIET } from '#concurrency';
import { resumePartition, type HandledBatch } from '../runner/checkpoints.js';
import { PartitionWriter } from './partitionWriter.js';
import { StreamFold } from './streamFold.js';
import { stretchesOf, type Stretch } from './stretches.js';

export interface ProjectionParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints & Documents & StoredDocuments;
  readonly generation: Generation;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly now: () => number;
  readonly onHandled: (batch: HandledBatch) => void;
}

/** While behind, documents are written at least this often, so that readers see progress. */
const BEHIND_MILLISECONDS = 1_000;
/**
 * Events of other partitions leave nothing to write but the checkpoint, which is then moved no more often than this. Only `asOf` waits for it.
 */
const ALONE_MILLISECONDS = 100;
/** Calls in one commit: more would be written faster, but hold up live calls for too long (docs/decisions/0009-more-at-once-while-behind.md). */
const WRITTEN_CALLS = 150;

/**
 * Follows the log and keeps this partition's documents up to date; the checkpoint is moved with the last of the documents that it covers
 * (docs/projection.md#documents). Runs until the signal aborts; any error ends it, and running it again goes on from the checkpoint.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict, GenerationConflict
 */
export const projectPartition = async (parts: ProjectionParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, generation, partition } = parts;
  const logIdentity = await log.identity();
  const resume = await resumePartition(log, readModels, generation, partition);
  const writer = new PartitionWriter({ ...parts, logIdentity }, resume);
  const ending = AbortSignal.any([signal, writer.failed]);
  let { after, logTime } = resume;

  /**
   * Writes whenever it has caught up; while behind, after so many events or so much time; and at the end. Where there are no documents to
   * write, the checkpoint waits a little for some that it can be moved with.
   */
  const project = async ({ batches, states, foldedBeforeWrite }: Stretch): Promise<void> => {
    const fold = new StreamFold({ ...parts, states });
    let events = 0;
    let foldedBefore = 0;
    let writtenAt = performance.now();
    let unwritten: HandledBatch | null = null;
    const write = async (handled: HandledBatch): Promise<void> => {
      await writer.write(() => fold.documents(WRITTEN_CALLS), handled);
      events = 0;
      foldedBefore = fold.folded;
      writtenAt = performance.now();
      unwritten = null;
    };
    const isDue = ({ caughtUp }: HandledBatch): boolean => {
      const since = performance.now() - writtenAt;
      if (!fold.hasPending) return since >= ALONE_MILLISECONDS;
      return caughtUp || fold.folded - foldedBefore >= foldedBeforeWrite || since >= BEHIND_MILLISECONDS;
    };
    for await (const batch of orQuiet(batches, ALONE_MILLISECONDS)) {
      if (batch === QUIET) {
        if (unwritten !== null && !fold.hasPending) await write(unwritten);
        continue;
      }
      events += await fold.apply(batch.events);
      logTime = ('logTime' in batch ? batch.logTime : batch.events.at(-1)?.recordedAt) ?? logTime;
      after = batch.position;
      unwritten = { events, logTime, position: after, caughtUp: 'caughtUp' in batch && batch.caughtUp };
      if (isDue(unwritten)) await write(unwritten);
    }
    if (unwritten !== null && !ending.aborted) await write(unwritten);
  };

  try {
    for await (const stretch of stretchesOf(parts, () => after, ending)) await project(stretch);
  } catch (error) {
    await Promise.allSettled([writer.done()]); // the next run reads the checkpoint, which a write that is under way may still move
    throw error;
  }
  await writer.done();
};
