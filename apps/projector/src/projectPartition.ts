import {
  partitionName,
  type EventLog,
  type FollowBatch,
  type Generation,
  type Partition,
  type ReadModels,
} from '#ports';
import { CALL_STREAM_PREFIXES, type Rules } from '#domain';
import { forgetFormerPartitions, resumePartition } from './checkpoints.js';
import { foldBatch } from './foldBatch.js';
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

/** Larger batches make a rebuild faster; the log cuts them at about 4 MiB all the same. */
const BATCH = 1_000;

/**
 * Follows the log and keeps this partition's documents: fold, one bulk write, and the position with or after the documents
 * (design.md 4). Runs until the signal aborts; any error ends it, and running it again goes on from the checkpoint.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const projectPartition = async (parts: ProjectionParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, generation, partition } = parts;
  const logIdentity = await log.identity();
  const states = new StreamStates(log);
  const resume = await resumePartition(log, readModels, generation, partition);
  let { stored, logTime, events: handled } = resume;
  let isNew = stored === null;

  const project = async ({ events, position, caughtUp }: FollowBatch): Promise<void> => {
    const documents = await foldBatch(events, { ...parts, states });
    logTime = events.at(-1)?.recordedAt ?? logTime;
    handled += events.length;
    if (position !== stored || documents.length > 0) {
      const place = { position, logIdentity, logTime, events: handled, perSecond: null };
      await readModels.put(generation, documents, { consumer: partitionName(partition), expected: stored, ...place });
      stored = position;
    }
    if (isNew) await forgetFormerPartitions(readModels, generation, partition);
    isNew = false;
    parts.onProgress({ events: events.length, position, logTime, caughtUp });
  };

  const follow = { after: resume.after, prefixes: CALL_STREAM_PREFIXES, signal, batchSize: BATCH };
  for await (const batch of log.follow(follow)) await project(batch);
};
