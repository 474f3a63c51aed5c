import { coverAllStreams, generationName, partitionsOf, type Checkpoint, type Generation } from '#ports';
import type { Completeness, LogState } from '#projections';

/** What is known of how far the projections have come, read before any document of the answer. */
export interface Progress extends LogState {
  readonly generation: Generation;
  /** The linker's; null before its first. */
  readonly linker: Checkpoint | null;
  /** Those of the generation. */
  readonly checkpoints: readonly Checkpoint[];
}

/** The name by which this process remembers a partition of a generation. */
export const seenName = (generation: Generation, consumer: string): string =>
  `${generationName(generation)} ${consumer}`;

/**
 * The log time up to which the read model is complete, in milliseconds: the lowest of the linker and all partitions of the
 * generation. One that is caught up stands at `now` (which was taken before the head was asked), so it moves on when traffic stops.
 * One that has handled nothing yet stands at the generation's beginning, one of a former log where it stopped.
 */
export const asOf = (
  { generation, linker, checkpoints, ...log }: Progress,
  now: number,
  completeness: Completeness,
): number => {
  const beginning = Date.parse(generation.createdAt);
  const timeOf = (name: string, checkpoint: Checkpoint | null): number =>
    completeness.of({ name, checkpoint, beginning }, log, now);
  const partitions = partitionsOf(checkpoints);
  const times = partitions.map((checkpoint) => timeOf(seenName(generation, checkpoint.consumer), checkpoint));
  // a partition that has not begun is behind like the whole generation
  if (!coverAllStreams(partitions)) times.push(timeOf(generationName(generation), null));
  return Math.min(timeOf('linker', linker), ...times);
};
