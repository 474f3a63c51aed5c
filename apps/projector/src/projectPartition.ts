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
const BEHIND_EVENTS = 2_000;
/** But no longer than this: readers should see that it goes on. */
const BEHIND_MILLISECONDS = 1_000;

/** What was taken in and is not yet written. */
interface Unwritten {
  readonly events: number;
  readonly logTime: string | null;
  readonly since: number;
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
  let isNew = stored === null;

  const write = async (
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
    if (isNew) await forgetFormerPartitions(readModels, generation, partition);
    isNew = false;
    parts.onProgress({ events, position, logTime, caughtUp });
  };

  /** The write under way: what comes next is folded meanwhile, and written after it. */
  let writing: Promise<void> = Promise.resolve();
  let unwritten: Unwritten = { events: 0, logTime: resume.logTime, since: performance.now() };
  const isDue = ({ caughtUp }: FollowBatch): boolean =>
    caughtUp || unwritten.events >= BEHIND_EVENTS || performance.now() - unwritten.since >= BEHIND_MILLISECONDS;

  const follow = { after: resume.after, prefixes: CALL_STREAM_PREFIXES, signal, batchSize: BATCH };
  for await (const batch of log.follow(follow)) {
    await fold.take(batch.events);
    const { events, logTime, since } = unwritten;
    unwritten = {
      events: events + batch.events.length,
      logTime: batch.events.at(-1)?.recordedAt ?? logTime,
      since: events === 0 ? performance.now() : since,
    };
    if (!isDue(batch)) continue;
    const documents = await fold.tell();
    await writing;
    writing = write(documents, batch, unwritten);
    writing.catch(() => undefined); // thrown where it is awaited
    unwritten = { ...unwritten, events: 0, since: performance.now() };
  }
  await writing;
};
