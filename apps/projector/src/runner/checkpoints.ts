import { lowestOfAllPartitions, parsePartitionName, partitionName, partitionNames, WrongLog } from '#ports';
import type { Checkpoint, CheckpointMove, Checkpoints, EventLog, Generation, Partition, Position } from '#ports';
import { isOfLog, type LogState } from '#projections';
import { MovingRate } from './movingRate.js';

/** Where a consumer goes on: after which position, and which position its own checkpoint has (null: it has none). */
export interface Resume {
  readonly after: Position | null;
  readonly stored: Position | null;
  readonly logTime: string | null;
  /** Events handled so far, and how many a second. */
  readonly events: number;
  readonly perSecond: number | null;
}

/** What a consumer has handled since it last said so. */
export interface HandledBatch {
  readonly events: number;
  readonly position: Position;
  /** When the log took the last event handled so far, ISO 8601 UTC; null before the first. */
  readonly logTime: string | null;
  /** Whether nothing more was in the log. */
  readonly caughtUp: boolean;
}

const BEGINNING: Resume = { after: null, stored: null, logTime: null, events: 0, perSecond: null };

/**
 * Why a consumer cannot go on from this checkpoint: it is of another log than the one that is open, or beyond its head, because the log was
 * restored from an older backup. The text says what to do. Null: it can go on.
 */
export const whyWrongLog = (checkpoint: Checkpoint, log: LogState): string | null => {
  const { consumer, position, logTime, logIdentity } = checkpoint;
  if (!isOfLog(checkpoint, log))
    return (
      `the read models were built from another event log (${logIdentity}) than the one that is open (${log.logIdentity}). ` +
      'If the log was replaced on purpose, remove the read models: they are built again from the log. Otherwise restore the log they belong to.'
    );
  // saved before the first event came: no event was handled that the log could have lost
  if (logTime === null || (log.head !== null && position <= log.head)) return null;
  return (
    `checkpoint ${consumer} stands at ${position}, beyond the event log's head (${log.head ?? 'empty'}): the log has lost events, ` +
    'perhaps by a restore from an older backup. Restore the newer log, or remove the read models to build them again.'
  );
};

/** @throws WrongLog */
const assertIsInLog = async (checkpoint: Checkpoint, log: EventLog): Promise<void> => {
  const reason = whyWrongLog(checkpoint, { logIdentity: await log.identity(), head: await log.head() });
  if (reason !== null) throw new WrongLog(reason);
};

/**
 * Reads a consumer's checkpoint and checks that it belongs to this log.
 * @throws WrongLog it does not; the message says what to do
 */
export const resumeFrom = async (
  log: EventLog,
  readModels: Checkpoints,
  generation: Generation | null,
  consumer: string,
): Promise<Resume> => {
  const checkpoint = await readModels.checkpoint(generation, consumer);
  if (checkpoint === null) return BEGINNING;
  await assertIsInLog(checkpoint, log);
  if (checkpoint.logTime === null) return { ...BEGINNING, stored: checkpoint.position };
  const { position, logTime, events, perSecond } = checkpoint;
  return { after: position, stored: position, logTime, events, perSecond };
};

/**
 * The same for a partition. When the number of partitions has changed, a new one starts from the lowest old checkpoint (docs/projection.md#partitions), if
 * the old ones had all streams in hand between them; else from the beginning. Once all new ones have theirs, the old ones are forgotten.
 */
export const resumePartition = async (
  log: EventLog,
  readModels: Checkpoints,
  generation: Generation,
  own: Partition,
): Promise<Resume> => {
  const resume = await resumeFrom(log, readModels, generation, partitionName(own));
  if (resume.stored !== null) return resume;
  const others = (await readModels.checkpoints(generation)).filter(
    ({ consumer }) => (parsePartitionName(consumer)?.n ?? own.n) !== own.n,
  );
  const lowest = lowestOfAllPartitions(others);
  if (lowest === null) return resume;
  await assertIsInLog(lowest, log);
  const { position, logTime, perSecond } = lowest;
  const { n } = parsePartitionName(lowest.consumer) ?? own;
  // an estimate of how many of them were of this partition's streams
  const events = Math.round((lowest.events * n) / own.n);
  return { after: position, stored: null, logTime, events, perSecond };
};

/** Forgets the checkpoints of a former number of partitions, once every partition of the present one has its own. */
export const forgetFormerPartitions = async (
  readModels: Checkpoints,
  generation: Generation,
  { n }: Partition,
): Promise<void> => {
  const names = (await readModels.checkpoints(generation)).map(({ consumer }) => consumer);
  if (!partitionNames(n).every((name) => names.includes(name))) return;
  for (const name of names) {
    const partition = parsePartitionName(name);
    if (partition !== null && partition.n !== n) await readModels.dropCheckpoint(generation, name);
  }
};

/** Makes the moves of a consumer's checkpoint. Each has to be stored before the next one is asked for. */
export class CheckpointMoves {
  readonly #rate: MovingRate;
  #stored: Position | null;
  #events: number;

  constructor(
    private readonly consumer: string,
    private readonly logIdentity: string,
    { stored, events, perSecond }: Resume,
  ) {
    this.#rate = new MovingRate(perSecond);
    this.#stored = stored;
    this.#events = events;
  }

  /** The move to the end of a batch that has been handled; null when the checkpoint is there already. */
  after({ events, position, logTime, caughtUp }: HandledBatch): CheckpointMove | null {
    const { consumer, logIdentity } = this;
    const perSecond = this.#rate.note(events, caughtUp);
    const expected = this.#stored;
    if (position === expected) return null;
    this.#stored = position;
    this.#events += events;
    return { consumer, expected, position, logIdentity, logTime, events: this.#events, perSecond };
  }
}
