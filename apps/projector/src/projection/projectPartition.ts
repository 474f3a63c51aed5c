import type {
  EventLog,
  FollowOptions,
  Generation,
  MetStream,
  Partition,
  Position,
  ReadModels,
  ScanBatch,
} from '#ports';
import { CALL_STREAM_PREFIXES, type Rules } from '#domain';
import { resumePartition } from '../runner/checkpoints.js';
import { isOwnStream } from './partition.js';
import { PartitionWriter } from './partitionWriter.js';
import type { Progress } from '../runner/processor.js';
import { StreamFold } from './streamFold.js';
import { StreamStates } from './streamStates.js';

export interface ProjectionParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly generation: Generation;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly now: () => number;
  readonly onProgress: (progress: Progress) => void;
}

/** The log cuts batches at about 4 MiB all the same. */
const BATCH = 1_000;
/**
 * While behind, so many events are applied before anything is written: a call's events then come into its documents together, instead of the
 * documents being written again for every batch that has some of them.
 */
const BEHIND_EVENTS = 8_000;
/** Streams that come whole are projected once: no more is read than makes a good write, and hardly any is remembered (docs/decisions/0015-builds-walk-the-log-by-streams.md). */
const SCANNED_EVENTS = 1_500;
const REMEMBERED_EVENTS = 500;
/** But no longer than this: readers should see that it goes on. */
const BEHIND_MILLISECONDS = 1_000;

/** Documents go to the store in parts of so many calls: more in one commit are written faster, and hold up live calls for too long (docs/decisions/0009-more-at-once-while-behind.md). */
const WRITTEN_CALLS = 150;

interface Batch extends ScanBatch {
  readonly caughtUp: boolean;
}

/** What is chosen of the log. */
type Chosen = Omit<FollowOptions, 'after'>;

/** The log by events, from a position on. */
async function* followed(log: EventLog, options: FollowOptions): AsyncGenerator<Batch> {
  for await (const batch of log.follow(options)) yield { ...batch, logTime: batch.events.at(-1)?.recordedAt ?? null };
}

/**
 * The log by streams, where it offers that to a build: they are all there, with what the linker has found out since, and each is folded
 * once (docs/decisions/0015-builds-walk-the-log-by-streams.md). What a former run has stored of streams that had begun by then is left out.
 */
async function* scanned(parts: ProjectionParts, after: Position | null, chosen: Chosen): AsyncGenerator<Batch> {
  const { log, readModels, generation, partition } = parts;
  if (generation.state !== 'building') return;
  const wants = async (met: readonly MetStream[]): Promise<readonly MetStream[]> => {
    const own = met.filter(({ stream }) => isOwnStream(stream, partition));
    const asked = own.filter(({ revision }) => revision > 0).map(({ stream }) => stream);
    if (asked.length === 0) return own;
    const stored = await readModels.storedRevisions(generation, asked);
    return own.filter(({ stream, revision }) => (stored.get(stream) ?? -1) < revision);
  };
  for await (const batch of log.scanStreams({ ...chosen, after, wants }) ?? []) yield { ...batch, caughtUp: false };
}

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
  const project = async (batches: AsyncIterable<Batch>, states: StreamStates, mostEvents: number): Promise<void> => {
    const fold = new StreamFold({ ...parts, states });
    let events = 0;
    let foldedBefore = 0;
    let writtenAt = performance.now();
    let unwritten: Batch | null = null;
    const write = async ({ position, caughtUp }: Batch): Promise<void> => {
      await writer.write(() => fold.documents(WRITTEN_CALLS), { events, logTime, position, caughtUp });
      events = 0;
      foldedBefore = fold.folded;
      writtenAt = performance.now();
      unwritten = null;
    };
    const isDue = (): boolean =>
      fold.folded - foldedBefore >= mostEvents || performance.now() - writtenAt >= BEHIND_MILLISECONDS;
    for await (const batch of batches) {
      events += await fold.apply(batch.events);
      logTime = batch.logTime ?? logTime;
      after = batch.position;
      unwritten = batch;
      if (batch.caughtUp || isDue()) await write(batch);
    }
    if (unwritten !== null && !ending.aborted) await write(unwritten);
  };

  try {
    await project(scanned(parts, after, chosen), new StreamStates(log, REMEMBERED_EVENTS), SCANNED_EVENTS);
    await project(followed(log, { ...chosen, after }), new StreamStates(log), BEHIND_EVENTS);
  } catch (error) {
    await Promise.allSettled([writer.done()]); // or who goes on from the checkpoint would meet what is still being written
    throw error;
  }
  await writer.done();
};
