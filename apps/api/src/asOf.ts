import { coverAllStreams, partitionsOf, type Checkpoint, type Generation, type Position } from '#ports';

/** What is known of how far the projections have come, read before any document of the answer. */
export interface Progress {
  readonly generation: Generation;
  /** Position of the log's last event when it was asked; null: the log is empty. */
  readonly head: Position | null;
  /** The linker's; null before its first. */
  readonly linker: Checkpoint | null;
  /** Those of the generation. */
  readonly checkpoints: readonly Checkpoint[];
}

/** Whether a consumer has handled all the log held when its head was asked. */
export const isCaughtUp = (checkpoint: Checkpoint | null, head: Position | null): boolean =>
  head === null || (checkpoint !== null && checkpoint.position >= head);

/**
 * The log time up to which the read model is complete, in milliseconds: the lowest of the linker and all partitions of the
 * generation. One that is caught up stands at `now` (which was taken before the head was asked), so it moves on when traffic stops.
 * One that has handled nothing yet stands at the generation's beginning.
 */
export const asOf = ({ generation, head, linker, checkpoints }: Progress, now: number): number => {
  if (head === null) return now;
  const beginning = Date.parse(generation.createdAt);
  const timeOf = (checkpoint: Checkpoint | null): number => {
    if (isCaughtUp(checkpoint, head)) return now;
    return checkpoint?.logTime == null ? beginning : Date.parse(checkpoint.logTime);
  };
  const partitions = partitionsOf(checkpoints);
  const times = [timeOf(linker), ...partitions.map(timeOf), ...(coverAllStreams(partitions) ? [] : [beginning])];
  return Math.min(now, ...times);
};
