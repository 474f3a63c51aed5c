import type { Position } from './eventLog.js';
import type { Checkpoint } from './checkpoints.js';
import type { GenerationKey } from './generations.js';

/** Names under which the projector keeps checkpoints and the API finds them. */

/** The projection of calls, legs and records. */
export const CALLS = 'calls';

/** The linker's checkpoint, which belongs to no generation. */
export const LINKER = 'linker';

/** The checkpoint of the counts of deliveries that belong to no call; it belongs to no generation. */
export const DELIVERIES = 'deliveries';

/** Held by the worker that links what belongs together. */
export const LINKER_LEASE = 'linker';

/** Held by the worker that brings a build of the calls to its end. */
export const REBUILD_LEASE = 'rebuild calls';

/** A worker's share of the streams, `k/n`: those whose name's hash falls to k (1 to n). */
export interface Partition {
  readonly k: number;
  readonly n: number;
}

/** FNV-1a over UTF-16 code units: cheap, even, and the same everywhere and for good (a change would move streams between workers). */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Whether a stream falls to this partition. */
export const isOwnStream = (stream: string, { k, n }: Partition): boolean => n === 1 || hashOf(stream) % n === k - 1;

/** A partition's checkpoint within a generation. */
export const partitionName = ({ k, n }: Partition): string => `partition-${k}/${n}`;

/** The names of all partitions, where there are so many. */
export const partitionNames = (n: number): readonly string[] =>
  Array.from({ length: n }, (_, i) => partitionName({ k: i + 1, n }));

/** The partition a checkpoint is of; null for one that is none's. */
export const parsePartitionName = (consumer: string): Partition | null => {
  const match = /^partition-(\d+)\/(\d+)$/.exec(consumer);
  return match === null ? null : { k: Number(match[1]), n: Number(match[2]) };
};

/** Name and number, e.g. `calls.v3`. */
export const generationName = ({ projection, number }: GenerationKey): string => `${projection}.v${number}`;

/** The checkpoints of the projector's workers. */
export const partitionsOf = (checkpoints: readonly Checkpoint[]): readonly Checkpoint[] =>
  checkpoints.filter(({ consumer }) => parsePartitionName(consumer) !== null);

/** Whether, for some n, all of 1/n to n/n have a checkpoint: only then has every stream been in somebody's hands. */
export const coverAllStreams = (partitions: readonly Checkpoint[]): boolean => {
  const seen = partitions.map(({ consumer }) => parsePartitionName(consumer)).filter((partition) => partition !== null);
  const counts = new Set(seen.map(({ n }) => n));
  return [...counts].some((count) => new Set(seen.filter(({ n }) => n === count).map(({ k }) => k)).size === count);
};

/**
 * Names of the partitions that hold a generation up: of the number that is worked with now (that of the checkpoint saved last) those
 * that have not begun, else the one that has come least far. None before any has begun.
 */
export const slowestPartitions = (checkpoints: readonly Checkpoint[]): readonly string[] => {
  const partitions = partitionsOf(checkpoints);
  const latest = partitions.reduce<Checkpoint | null>(
    (one, next) => (one !== null && one.savedAt >= next.savedAt ? one : next),
    null,
  );
  const n = latest === null ? 0 : (parsePartitionName(latest.consumer)?.n ?? 0);
  const names = partitionNames(n);
  const begun = partitions.filter(({ consumer }) => names.includes(consumer));
  const lowest = lowestOfAllPartitions(begun);
  if (lowest !== null) return [lowest.consumer];
  return names.filter((name) => !begun.some(({ consumer }) => consumer === name));
};

/** The checkpoint of the partition that has come least far; null while there is a stream that none has begun with. */
export const lowestOfAllPartitions = (checkpoints: readonly Checkpoint[]): Checkpoint | null => {
  const partitions = partitionsOf(checkpoints);
  if (!coverAllStreams(partitions)) return null;
  return partitions.reduce((low, one) => (one.position < low.position ? one : low));
};

/** How far a generation has handled the log; null while there is a stream that none of its partitions has begun with. */
export const positionOf = (checkpoints: readonly Checkpoint[]): Position | null =>
  lowestOfAllPartitions(checkpoints)?.position ?? null;
