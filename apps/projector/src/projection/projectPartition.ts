import type {
  Checkpoints,
  Documents,
  EventLog,
  FollowBatch,
  FollowOptions,
  Generation,
  MetStream,
  Partition,
  Position,
  ScanBatch,
  StoredDocuments,
} from '#ports';
import { isOwnStream } from '#ports';
import { CALL_STREAM_PREFIXES, type Rules } from '#domain';
import { resumePartition } from '../runner/checkpoints.js';
import { PartitionWriter } from './partitionWriter.js';
import type { HandledBatch } from '../runner/checkpoints.js';
import { StreamFold } from './streamFold.js';
import { StreamStates } from './streamStates.js';

export interface ProjectionParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints & Documents & StoredDocuments;
  readonly generation: Generation;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly now: () => number;
  readonly onHandled: (batch: HandledBatch) => void;
}

/** The log cuts batches at about 4 MiB all the same. */
const BATCH = 1_000;
/**
 * While behind, so many events are applied before anything is written: a call's events then come into its documents together, instead of the
 * documents being written again for every batch that has some of them.
 */
const BEHIND_EVENTS = 8_000;
/** While behind, write at least this often, so that readers see progress. */
const BEHIND_MILLISECONDS = 1_000;
/** Streams that come whole are projected once: no more is read than makes a good write, and hardly any is remembered (docs/decisions/0015-builds-walk-the-log-by-streams.md). */
const SCANNED_EVENTS = 1_500;
const REMEMBERED_EVENTS = 500;

/** Documents go to the store in parts of so many calls: more in one commit are written faster, and hold up live calls for too long (docs/decisions/0009-more-at-once-while-behind.md). */
const WRITTEN_CALLS = 150;

/** What is chosen of the log. */
type Chosen = Omit<FollowOptions, 'after'>;

/**
 * The log by streams, where it offers that, for a build: they are all there, with what the linker has found out since, and each is folded
 * once (docs/decisions/0015-builds-walk-the-log-by-streams.md). What a former run has stored of streams that had begun by then is left out.
 */
const scanForBuild = (
  { log, readModels, generation, partition }: ProjectionParts,
  after: Position | null,
  chosen: Chosen,
): AsyncIterable<ScanBatch> | null => {
  if (generation.state !== 'building') return null;
  const wants = async (met: readonly MetStream[]): Promise<readonly MetStream[]> => {
    const own = met.filter(({ stream }) => isOwnStream(stream, partition));
    const asked = own.filter(({ revision }) => revision > 0).map(({ stream }) => stream);
    if (asked.length === 0) return own;
    const stored = await readModels.storedRevisions(generation, asked);
    return own.filter(({ stream, revision }) => (stored.get(stream) ?? -1) < revision);
  };
  return log.scanStreams({ ...chosen, after, wants });
};

/**
 * Follows the log and keeps this partition's documents: fold, write in bulk, and the position with the last of the documents
 * (docs/projection.md#documents).
 * Runs until the signal aborts; any error ends it, and running it again goes on from the checkpoint.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict, GenerationConflict
 */
export const projectPartition = async (parts: ProjectionParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, generation, partition } = parts;
  const logIdentity = await log.identity();
  const resume = await resumePartition(log, readModels, generation, partition);
  const writer = new PartitionWriter({ ...parts, logIdentity }, resume);
  const ending = AbortSignal.any([signal, writer.failed]);
  const chosen: Chosen = { prefixes: CALL_STREAM_PREFIXES, signal: ending, batchSize: BATCH };
  let { after, logTime } = resume;

  /** Writes whenever it has caught up, while behind after so many folded events or so long, and at the end. */
  const project = async (
    batches: AsyncIterable<FollowBatch | ScanBatch>,
    states: StreamStates,
    mostEvents: number,
  ): Promise<void> => {
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
    const isDue = (): boolean =>
      fold.folded - foldedBefore >= mostEvents || performance.now() - writtenAt >= BEHIND_MILLISECONDS;
    for await (const batch of batches) {
      events += await fold.apply(batch.events);
      logTime = ('logTime' in batch ? batch.logTime : batch.events.at(-1)?.recordedAt) ?? logTime;
      after = batch.position;
      unwritten = { events, logTime, position: after, caughtUp: 'caughtUp' in batch && batch.caughtUp };
      if (unwritten.caughtUp || isDue()) await write(unwritten);
    }
    if (unwritten !== null && !ending.aborted) await write(unwritten);
  };

  try {
    const streams = scanForBuild(parts, after, chosen);
    if (streams !== null) await project(streams, new StreamStates(log, REMEMBERED_EVENTS), SCANNED_EVENTS);
    await project(log.follow({ ...chosen, after }), new StreamStates(log), BEHIND_EVENTS);
  } catch (error) {
    await Promise.allSettled([writer.done()]); // or who goes on from the checkpoint would meet what is still being written
    throw error;
  }
  await writer.done();
};
