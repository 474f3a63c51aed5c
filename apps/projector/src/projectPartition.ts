import type {
  EventLog,
  FollowOptions,
  Generation,
  MetStream,
  Partition,
  Position,
  ReadModels,
  WalkBatch,
} from '#ports';
import { CALL_STREAM_PREFIXES, type Rules } from '#domain';
import { resumePartition } from './checkpoints.js';
import { isOwnStream } from './partition.js';
import { PartitionWriter } from './partitionWriter.js';
import type { Progress } from './progress.js';
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
 * While behind, so much is taken in before it is written: a call's events then come into its documents together, instead of the
 * documents being written again for every batch that has some of them.
 */
const BEHIND_EVENTS = 8_000;
/** But no longer than this: readers should see that it goes on. */
const BEHIND_MILLISECONDS = 1_000;

/** Documents go to the store in parts of so many streams: more in one commit are written faster, and hold up live calls for too long (0009). */
const WRITTEN_STREAMS = 100;

interface Batch extends WalkBatch {
  readonly caughtUp: boolean;
}

/**
 * What is to be taken in from a position on. A build's streams are all in the log, with what the linker has found out since: where it can
 * be walked by streams each is folded once, and whole (0015). What a former run has stored of streams that had begun by then is left out.
 */
async function* batches(
  { log, readModels, generation, partition }: ProjectionParts,
  from: Position | null,
  chosen: Omit<FollowOptions, 'after'>,
): AsyncGenerator<Batch> {
  const wants = async (met: readonly MetStream[]): Promise<readonly MetStream[]> => {
    const own = met.filter(({ stream }) => isOwnStream(stream, partition));
    const asked = own.filter(({ revision }) => revision > 0).map(({ stream }) => stream);
    if (asked.length === 0) return own;
    const stored = await readModels.storedRevisions(generation, asked);
    return own.filter(({ stream, revision }) => (stored.get(stream) ?? -1) < revision);
  };
  let after = from;
  const walk = generation.state === 'building' ? log.walkStreams({ ...chosen, after, wants }) : null;
  for await (const batch of walk ?? []) {
    yield { ...batch, caughtUp: false };
    after = batch.position;
  }
  for await (const batch of log.follow({ ...chosen, after }))
    yield { ...batch, logTime: batch.events.at(-1)?.recordedAt ?? null };
}

/**
 * Follows the log and keeps this partition's documents: fold, write in bulk, and the position with or after the documents (design.md 4).
 * Runs until the signal aborts; any error ends it, and running it again goes on from the checkpoint.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict, GenerationConflict
 */
export const projectPartition = async (parts: ProjectionParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, generation, partition } = parts;
  const logIdentity = await log.identity();
  const resume = await resumePartition(log, readModels, generation, partition);
  const fold = new StreamFold({ ...parts, states: new StreamStates(log) });
  const writer = new PartitionWriter({ ...parts, logIdentity }, resume);
  let { logTime } = resume;
  let events = 0;
  let foldedBefore = 0;
  let writtenAt = performance.now();
  const isDue = (): boolean =>
    fold.folded - foldedBefore >= BEHIND_EVENTS || performance.now() - writtenAt >= BEHIND_MILLISECONDS;

  const handle = async (batch: Batch): Promise<void> => {
    const { position, caughtUp } = batch;
    await fold.take(batch.events);
    events += batch.events.length;
    logTime = batch.logTime ?? logTime;
    if (!caughtUp && !isDue()) return;
    await writer.write(() => fold.tell(WRITTEN_STREAMS), { events, logTime, position, caughtUp });
    events = 0;
    foldedBefore = fold.folded;
    writtenAt = performance.now();
  };
  const chosen = {
    prefixes: CALL_STREAM_PREFIXES,
    signal: AbortSignal.any([signal, writer.failed]),
    batchSize: BATCH,
  };
  try {
    for await (const batch of batches(parts, resume.after, chosen)) await handle(batch);
  } catch (error) {
    await Promise.allSettled([writer.done()]); // or who goes on from the checkpoint would meet what is still being written
    throw error;
  }
  await writer.done();
};
