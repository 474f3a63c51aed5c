import {
  partitionName,
  type EventLog,
  type FollowBatch,
  type Generation,
  type Partition,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import { CALL_STREAM_PREFIXES, type Rules } from '#domain';
import { forgetFormerPartitions, resumePartition } from './checkpoints.js';
import { MovingRate } from './movingRate.js';
import { StreamFold } from './streamFold.js';
import { StreamStates } from './streamStates.js';
import { WriteChain } from './writeChain.js';

/** What a loop tells of its going: for metrics and health. */
export interface Progress {
  readonly events: number;
  readonly position: string;
  /** When the log took the last event handled; null before the first. */
  readonly logTime: string | null;
  readonly caughtUp: boolean;
}

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

/** Documents go to the store in parts of so many streams. */
const WRITTEN_STREAMS = 100;

/** What was taken in and is not yet written. */
interface Unwritten {
  readonly events: number;
  readonly logTime: string | null;
}

/**
 * Follows the log and keeps this partition's documents: fold, one bulk write, and the position with or after the documents
 * (design.md 4). Runs until the signal aborts; any error ends it, and running it again goes on from the checkpoint.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const projectPartition = async (parts: ProjectionParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, generation, partition } = parts;
  const logIdentity = await log.identity();
  const fold = new StreamFold({ ...parts, states: new StreamStates(log) });
  const resume = await resumePartition(log, readModels, generation, partition);
  const rate = new MovingRate(resume.perSecond);
  let { stored, events: handled } = resume;
  let isFirst = true;

  const writes = new WriteChain();

  /** The last documents of what was taken in, and how far it goes. */
  const finish = async (
    documents: readonly StreamDocuments[],
    { position, caughtUp }: FollowBatch,
    { events, logTime }: Unwritten,
  ): Promise<void> => {
    const perSecond = rate.note(events, caughtUp);
    if (position !== stored || documents.length > 0) {
      handled += events;
      const consumer = partitionName(partition);
      const move = { consumer, expected: stored, position, logIdentity, logTime, events: handled, perSecond };
      await readModels.put(generation, documents, move);
      stored = position;
    }
    // once in each run, not only in a partition's very first: a crash may have come between
    if (isFirst) await forgetFormerPartitions(readModels, generation, partition);
    isFirst = false;
    parts.onProgress({ events, position, logTime, caughtUp });
  };

  let unwritten: Unwritten = { events: 0, logTime: resume.logTime };
  let writtenAt = performance.now();
  const isDue = ({ caughtUp }: FollowBatch): boolean =>
    caughtUp || unwritten.events >= BEHIND_EVENTS || performance.now() - writtenAt >= BEHIND_MILLISECONDS;

  const follow = {
    after: resume.after,
    prefixes: CALL_STREAM_PREFIXES,
    signal: AbortSignal.any([signal, writes.failed]),
    batchSize: BATCH,
  };
  for await (const batch of log.follow(follow)) {
    await fold.take(batch.events);
    unwritten = {
      events: unwritten.events + batch.events.length,
      logTime: batch.events.at(-1)?.recordedAt ?? unwritten.logTime,
    };
    if (!isDue(batch)) continue;
    let last: readonly StreamDocuments[] = [];
    for await (const documents of fold.tell(WRITTEN_STREAMS)) {
      const before = last;
      if (before.length > 0) await writes.add(() => readModels.put(generation, before, null));
      last = documents;
    }
    const taken = unwritten;
    await writes.add(() => finish(last, batch, taken));
    unwritten = { ...unwritten, events: 0 };
    writtenAt = performance.now();
  }
  await writes.done();
};
