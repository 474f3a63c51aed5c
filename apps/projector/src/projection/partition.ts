import type { Partition } from '#ports';

/** FNV-1a over UTF-16 code units: cheap, even, and the same everywhere and for good (a change would move streams between workers). */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Whether a stream falls to this worker's share. */
export const isOwnStream = (stream: string, { k, n }: Partition): boolean => n === 1 || hashOf(stream) % n === k - 1;
