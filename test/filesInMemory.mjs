import { statfsSync } from 'node:fs';

/** Linux keeps files below it in memory. */
const IN_MEMORY = '/dev/shm';
/** More than the servers and stores of a whole run hold at once. */
const ROOM_BYTES = 4 * 1024 ** 3;

const freeBytes = () => {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize;
  } catch {
    return 0; // another system has no such folder
  }
};

/**
 * Lets the tests and the processes that they start keep temporary files in memory where there is room, unless TMPDIR says where. A test's
 * server makes thousands of small files, and waited for the disk most of its time. What tests kill is a process, never the machine, so
 * nothing depends on the disk.
 */
export const keepFilesInMemory = () => {
  if (process.env.TMPDIR === undefined && freeBytes() > ROOM_BYTES) process.env.TMPDIR = IN_MEMORY;
};
