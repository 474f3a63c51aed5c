import { LINKER, type EventLog, type FollowBatch, type ReadModels, type RecordedEvent } from '#ports';
import { CALL_STREAM_PREFIXES, type StreamNames } from '#domain';
import { resumeFrom } from './checkpoints.js';
import { lanesOf } from './lanes.js';
import type { Linker } from './linker.js';
import type { Progress } from './projectPartition.js';

export interface LinkLoopParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly streams: StreamNames;
  readonly linker: Linker;
  readonly onProgress: (progress: Progress) => void;
}

const BATCH = 500;
/** Appends the log's server takes at once without pushing back (design.md 3). */
const LANES_AT_ONCE = 128;

const handleLane = async (lane: readonly RecordedEvent[], linker: Linker): Promise<void> => {
  for (const event of lane) await linker.handle(event);
};

/** All lanes, so many at a time; ends with the first error, after what was under way has ended. */
const handleLanes = async (lanes: readonly RecordedEvent[][], linker: Linker): Promise<void> => {
  const waiting = lanes.values();
  const worker = async (): Promise<void> => {
    for (const lane of waiting) await handleLane(lane, linker);
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(LANES_AT_ONCE, lanes.length) }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};

/**
 * Follows the log and has the linker write down what belongs together; the position is saved after everything a batch asked
 * for is durable. Runs until the signal aborts. @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const linkLoop = async (parts: LinkLoopParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, streams, linker, onProgress } = parts;
  const logIdentity = await log.identity();
  const resume = await resumeFrom(log, readModels, null, LINKER);
  let { stored, logTime, events: handled } = resume;

  const linkBatch = async ({ events, position, caughtUp }: FollowBatch): Promise<void> => {
    await handleLanes(lanesOf(events, streams), linker);
    logTime = events.at(-1)?.recordedAt ?? logTime;
    handled += events.length;
    if (position !== stored) {
      const place = { position, logIdentity, logTime, events: handled, perSecond: null };
      await readModels.moveCheckpoint(null, { consumer: LINKER, expected: stored, ...place });
      stored = position;
    }
    onProgress({ events: events.length, position, logTime, caughtUp });
  };

  const follow = { after: resume.after, prefixes: CALL_STREAM_PREFIXES, signal, batchSize: BATCH };
  for await (const batch of log.follow(follow)) await linkBatch(batch);
};
