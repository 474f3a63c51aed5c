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

/** Events of a batch; the log also cuts a batch at about 4 MiB. */
const BATCH = 1_000;
/** While behind, events that are folded before anything is written: a call's documents are then written once with all of its events among them. */
const BEHIND_EVENTS = 8_000;
/** While behind, documents are written at least this often, so that readers see progress. */
const BEHIND_MILLISECONDS = 1_000;
/** A scan gives whole streams: few events make a good write, and few streams come again (docs/decisions/0015-builds-walk-the-log-by-streams.md). */
const SCANNED_EVENTS = 1_500;
const REMEMBERED_EVENTS = 500;

/** Calls in one commit: more would be written faster, but hold up live calls for too long (docs/decisions/0009-more-at-once-while-behind.md). */
const WRITTEN_CALLS = 150;

/** Which events are read. */
type Chosen = Omit<FollowOptions, 'after'>;

/**
 * Scans the log by streams for a build, so that each stream is folded once, whole (docs/decisions/0015-builds-walk-the-log-by-streams.md).
 * Streams that a former run has stored as far are left out. Null: the log offers no scan, or the generation is no build.
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
  const chosen: Chosen = { prefixes: CALL_STREAM_PREFIXES, signal: ending, batchSize: BATCH };
  let { after, logTime } = resume;

  /** Writes whenever it has caught up; while behind, after so many events or so much time; and at the end. */
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
    await Promise.allSettled([writer.done()]); // the next run reads the checkpoint, which a write that is under way may still move
    throw error;
  }
  await writer.done();
};
