import { pause } from '#concurrency';
import { DELIVERIES, type Checkpoints, type EventLog, type Summaries } from '#ports';
import { UNRELATED_STREAM_PREFIXES } from '#domain';
import { addDeliveries } from '#projections';
import { CheckpointMoves, resumeFrom } from '../runner/checkpoints.js';

/** Nobody waits for these counts: with a pause after each write, what comes meanwhile is written together. */
const PAUSE_MILLISECONDS = 1_000;

/**
 * Follows the deliveries that belong to no call and counts them (docs/decisions/0036-counts-with-their-checkpoint.md). Runs until the signal aborts;
 * any error ends it, and running it again goes on from the checkpoint.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const countLoop = async (
  { log, readModels }: { readonly log: EventLog; readonly readModels: Checkpoints & Summaries },
  signal: AbortSignal,
  onHandled: () => void,
): Promise<void> => {
  const resume = await resumeFrom(log, readModels, null, DELIVERIES);
  const moves = new CheckpointMoves(DELIVERIES, await log.identity(), resume);
  let { logTime } = resume;
  for await (const batch of log.follow({ after: resume.after, prefixes: UNRELATED_STREAM_PREFIXES, signal })) {
    const { events, position, caughtUp } = batch;
    logTime = events.at(-1)?.recordedAt ?? logTime;
    const move = moves.after({ events: events.length, position, logTime, caughtUp });
    if (move !== null) await addDeliveries(readModels, events, move);
    onHandled();
    if (caughtUp) await pause(PAUSE_MILLISECONDS, signal);
  }
};
