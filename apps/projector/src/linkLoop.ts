import { LINKER, type EventLog, type FollowBatch, type ReadModels } from '#ports';
import { CALL_STREAM_PREFIXES, type StreamNames } from '#domain';
import { resumeFrom } from './checkpoints.js';
import { inLanes } from './inLanes.js';
import { lanesOf } from './lanes.js';
import type { Linker } from './linker.js';
import { MovingRate } from './movingRate.js';
import type { Progress } from './progress.js';

export interface LinkLoopParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly streams: StreamNames;
  readonly linker: Linker;
  readonly onProgress: (progress: Progress) => void;
}

/** A batch is done when its longest lane is: the more lanes it has, the less is waited for the longest. Its size is weighed against memory (0009). */
const BATCH = 1_000;
/** Each waits for one append at a time. An adapter lets no more of them through than its server bears (design.md 3). */
const LANES_AT_ONCE = 512;

/**
 * Follows the log and has the linker write down what belongs together; the position is saved after everything a batch asked
 * for is durable. Runs until the signal aborts. @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const linkLoop = async (parts: LinkLoopParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, streams, linker, onProgress } = parts;
  const logIdentity = await log.identity();
  const resume = await resumeFrom(log, readModels, null, LINKER);
  const rate = new MovingRate(resume.perSecond);
  let { stored, logTime, events: handled } = resume;

  const linkBatch = async ({ events, position, caughtUp }: FollowBatch): Promise<void> => {
    await inLanes(lanesOf(events, streams), LANES_AT_ONCE, async (lane) => {
      for (const event of lane) await linker.handle(event);
    });
    logTime = events.at(-1)?.recordedAt ?? logTime;
    const perSecond = rate.note(events.length, caughtUp);
    if (position !== stored) {
      handled += events.length;
      const counts = { events: handled, perSecond };
      const move = { consumer: LINKER, expected: stored, position, logIdentity, logTime, ...counts };
      await readModels.moveCheckpoint(null, move);
      stored = position;
    }
    onProgress({ events: events.length, position, logTime, caughtUp });
  };

  const follow = { after: resume.after, prefixes: CALL_STREAM_PREFIXES, signal, batchSize: BATCH };
  for await (const batch of log.follow(follow)) await linkBatch(batch);
};
