import { statfsSync } from 'node:fs';
import { StoreUnavailable } from '#ports';

const MEGABYTE = 1024 * 1024;
/** Left to the live calls and the log, which go on for days in so much. */
export const RESERVED_MEGABYTES = 256;
const LOOK_MILLISECONDS = 500;

const freeMegabytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return (bavail * bsize) / MEGABYTE;
};

/**
 * The room on the disk that a build may fill: on the same disk stand the live calls and perhaps the log, and of the three only a build
 * can wait.
 */
export class DiskRoom {
  #free = Infinity;
  #lookedAt = -Infinity;

  /** `free` tells the megabytes that are free on a folder's disk. */
  constructor(
    private readonly folder: string,
    private readonly reserved = RESERVED_MEGABYTES,
    private readonly free: (folder: string) => number = freeMegabytes,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** @throws StoreUnavailable there is none; the message says how much is free and what to do */
  assertForBuild(): void {
    if (this.clock() - this.#lookedAt >= LOOK_MILLISECONDS) {
      this.#lookedAt = this.clock();
      this.#free = this.free(this.folder);
    }
    if (this.#free >= this.reserved) return;
    throw new StoreUnavailable(
      `the disk of DATA_DIR has ${Math.floor(this.#free)} MB left: a build leaves ${this.reserved} MB to the live calls. ` +
        'Make room, and it goes on by itself, or drop it',
    );
  }
}
