/** Names under which the projector keeps checkpoints and the API finds them. */

/** The projection of calls, legs and records. */
export const CALLS = 'calls';

/** The linker's checkpoint, which belongs to no generation. */
export const LINKER = 'linker';

/** A worker's share of the streams, `k/n`: those whose name's hash falls to k (1 to n). */
export interface Partition {
  readonly k: number;
  readonly n: number;
}

/** A partition's checkpoint within a generation. */
export const partitionName = ({ k, n }: Partition): string => `partition-${k}/${n}`;

/** The partition a checkpoint is of; null for one that is none's. */
export const parsePartitionName = (consumer: string): Partition | null => {
  const match = /^partition-(\d+)\/(\d+)$/.exec(consumer);
  return match === null ? null : { k: Number(match[1]), n: Number(match[2]) };
};
