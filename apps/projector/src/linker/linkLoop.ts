import { LINKER, type Checkpoints, type EventLog, type FollowBatch, type RecordedEvent } from '#ports';
import { CALL_STREAM_PREFIXES, parseStreamName, readDelivery, type Delivery, type StreamNames } from '#domain';
import { InOrder, pLimit, WriteChain } from '#concurrency';
import { CheckpointMoves, resumeFrom, type HandledBatch, type Resume } from '../runner/checkpoints.js';
import type { Linker } from './linker.js';

export interface LinkLoopParts {
  readonly log: EventLog;
  readonly readModels: Checkpoints;
  readonly streams: StreamNames;
  readonly linker: Linker;
  readonly onHandled: (batch: HandledBatch) => void;
}

/** Events read at once; more take more memory (docs/decisions/0009-more-at-once-while-behind.md). */
const BATCH = 500;
/** Events linked at the same time: each waits for an append or a read most of the time. An adapter limits how many reach its server. */
const EVENTS_AT_ONCE = 512;

/** Answers the function that moves the linker's checkpoint to the end of batches that have been linked. */
const openSave = ({ readModels, onHandled }: LinkLoopParts, logIdentity: string, resume: Resume) => {
  const moves = new CheckpointMoves(LINKER, logIdentity, resume);
  let { logTime } = resume;
  return async (batches: readonly FollowBatch[]): Promise<void> => {
    const last = batches.at(-1);
    if (last === undefined) return;
    const events = batches.flatMap((batch) => batch.events);
    logTime = events.at(-1)?.recordedAt ?? logTime;
    const handled = { events: events.length, position: last.position, logTime, caughtUp: last.caughtUp };
    const move = moves.after(handled);
    if (move !== null) await readModels.moveCheckpoint(null, move);
    onHandled(handled);
  };
};

/**
 * Follows the log and has the linker write down what belongs together. Events that share a dialog or a meeting are linked in log order,
 * others at the same time. The checkpoint is moved to a position when everything up to it is linked; later batches are begun meanwhile.
 * Runs until the signal aborts. Then, as after an error, no further event is begun, and those under way end first.
 * @throws WrongLog, StoreUnavailable, CheckpointConflict
 */
export const linkLoop = async (parts: LinkLoopParts, signal: AbortSignal): Promise<void> => {
  const { log, readModels, streams, linker } = parts;
  const resume = await resumeFrom(log, readModels, null, LINKER);
  const save = openSave(parts, await log.identity(), resume);
  const saves = new WriteChain();
  const failure = new AbortController();
  const ending = AbortSignal.any([signal, saves.failed, failure.signal]);
  const limit = pLimit(EVENTS_AT_ONCE);
  const inOrder = new InOrder();
  const link = async (event: RecordedEvent, delivery: Delivery): Promise<void> => {
    ending.throwIfAborted(); // an event that waited for one that has failed must not be linked before it
    await linker.handle(event, delivery).catch((error: unknown) => {
      failure.abort(error);
      throw error;
    });
  };

  /** Batches that have been begun and not saved, in log order. */
  const begun: { readonly batch: FollowBatch; isLinked: boolean }[] = [];
  const begin = (batch: FollowBatch): Promise<unknown> => {
    const one = { batch, isLinked: false };
    begun.push(one);
    for (const event of batch.events) linker.note(event);
    const events = batch.events.map((event) => {
      const delivery = readDelivery(event.body);
      return inOrder.add(sharedNames(event, delivery, streams), () => limit(link, event, delivery));
    });
    const linked = Promise.all(events).then(() => (one.isLinked = true));
    linked.catch(() => undefined); // nobody awaits it if an earlier save has failed
    return linked;
  };
  const takeLinked = (): FollowBatch[] => {
    const end = begun.findIndex(({ isLinked }) => !isLinked);
    return begun.splice(0, end === -1 ? begun.length : end).map(({ batch }) => batch);
  };

  const follow = { after: resume.after, prefixes: CALL_STREAM_PREFIXES, signal: ending, batchSize: BATCH };
  try {
    for await (const batch of log.follow(follow)) {
      const linked = begin(batch);
      await saves.add(async () => {
        await linked;
        await save(takeLinked());
      });
    }
    await saves.done();
  } catch (error) {
    failure.abort(error); // the log may be what has failed
    if (!signal.aborted) throw error;
  } finally {
    await inOrder.ended();
    await saves.done().catch(() => undefined); // its error has been thrown already
  }
};

/** Streams of the dialogs that an event is about or names, and of its meeting. Events that share one are linked in log order. */
const sharedNames = (
  event: RecordedEvent,
  { dialogUuid, namedDialogs, meetingUuid }: Delivery,
  streams: StreamNames,
): string[] => {
  const names = namedDialogs.map(streams.dialog);
  if (dialogUuid !== null) names.push(streams.dialog(dialogUuid));
  if (parseStreamName(event.stream)?.kind === 'dialog') names.push(event.stream);
  if (meetingUuid !== null) names.push(streams.meeting(meetingUuid));
  return names;
};
