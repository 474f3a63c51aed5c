import { coverAllStreams, partitionsOf, type Checkpoint, type Generation, type Position } from '#ports';

/** The event log when it was asked. */
export interface LogState {
  readonly logIdentity: string;
  /** Position of the last event; null: the log is empty. */
  readonly head: Position | null;
}

/** What is known of how far the projections have come, read before any document of the answer. */
export interface Progress extends LogState {
  readonly generation: Generation;
  /** The linker's; null before its first. */
  readonly linker: Checkpoint | null;
  /** Those of the generation. */
  readonly checkpoints: readonly Checkpoint[];
}

/** A position in another log, which this one has replaced, says nothing of this one. */
export const isOfLog = (checkpoint: Checkpoint, { logIdentity }: LogState): boolean =>
  checkpoint.logIdentity === logIdentity;

/** Whether a consumer has handled all the log held when its head was asked. */
export const isCaughtUp = (checkpoint: Checkpoint | null, log: LogState): boolean => {
  if (checkpoint !== null && !isOfLog(checkpoint, log)) return false;
  return log.head === null || (checkpoint !== null && checkpoint.position >= log.head);
};

/**
 * The log time up to which the read model is complete, in milliseconds: the lowest of the linker and all partitions of the
 * generation. One that is caught up stands at `now` (which was taken before the head was asked), so it moves on when traffic stops.
 * One that has handled nothing yet stands at the generation's beginning, one of a former log where it stopped.
 */
export const asOf = ({ generation, linker, checkpoints, ...log }: Progress, now: number): number => {
  const beginning = Date.parse(generation.createdAt);
  const timeOf = (checkpoint: Checkpoint | null): number => {
    if (isCaughtUp(checkpoint, log)) return now;
    return checkpoint?.logTime == null ? beginning : Date.parse(checkpoint.logTime);
  };
  const partitions = partitionsOf(checkpoints);
  const isBegun = log.head === null || coverAllStreams(partitions);
  const times = [timeOf(linker), ...partitions.map(timeOf), ...(isBegun ? [] : [beginning])];
  return Math.min(now, ...times);
};
