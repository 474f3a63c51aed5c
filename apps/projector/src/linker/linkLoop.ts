import { LINKER, type Checkpoints, type EventLog, type FollowBatch } from '#ports';
import { CALL_STREAM_PREFIXES } from '#domain';
import { WriteChain } from '#concurrency';
import { CheckpointMoves, resumeFrom, type HandledBatch, type Resume } from '../runner/checkpoints.js';
import type { Linker } from './linker.js';

export interface LinkLoopParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints;
  readonly linker: Linker;
  readonly onHandled: (batch: HandledBatch) => void;
}

/** Events linked together: what they ask for shares commits of the log. More take more memory. */
const BATCH = 1_000;

/** Answers the function that moves the linker's checkpoint to the end of a batch that has been linked. */
const openSave = ({ readModels, onHandled }: LinkLoopParts, logIdentity: string, resume: Resume) => {
  const moves = new CheckpointMoves(LINKER, logIdentity, resume);
  let { logTime } = resume;
  return async ({ events, position, caughtUp }: FollowBatch): Promise<void> => {
    logTime = events.at(-1)?.recordedAt ?? logTime;
    const handled = { events: events.length, position, logTime, caughtUp };
    const move = moves.after(handled);
    if (move !== null) await readModels.moveCheckpoint(null, move);
    onHandled(handled);
  };
};

/**
 * Follows the log and has the linker write down what belongs together, batch by batch. The checkpoint is moved to a batch's end when all that
 * the batch asks for is durable, while the next one is linked. Runs until the signal aborts; what is under way then ends first.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const linkLoop = async (parts: LinkLoopParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, linker } = parts;
  const resume = await resumeFrom(log, readModels, null, LINKER);
  const save = openSave(parts, await log.identity(), resume);
  const saves = new WriteChain();
  const ending = AbortSignal.any([signal, saves.failed]);
  const follow = { after: resume.after, prefixes: CALL_STREAM_PREFIXES, signal: ending, batchSize: BATCH };
  try {
    for await (const batch of log.follow(follow)) {
      if (!(await linker.handle(batch.events, ending))) break;
      await saves.add(() => save(batch));
    }
    await saves.done();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await saves.done().catch(() => undefined); // its error has been thrown already
  }
};
