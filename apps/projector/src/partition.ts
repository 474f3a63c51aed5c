/** A worker's share of the streams, `k/n`: those whose name's hash falls to k (1 to n). */
export interface Partition {
  readonly k: number;
  readonly n: number;
}

export const partitionName = ({ k, n }: Partition): string => `partition-${k}/${n}`;

export const parsePartitionName = (consumer: string): Partition | null => {
  const match = /^partition-(\d+)\/(\d+)$/.exec(consumer);
  return match === null ? null : { k: Number(match[1]), n: Number(match[2]) };
};

/** FNV-1a over UTF-16 code units: cheap, even, and the same everywhere and for good (a change would move streams between workers). */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

export const isOwnStream = (stream: string, { k, n }: Partition): boolean => n === 1 || hashOf(stream) % n === k - 1;
