import { statfsSync } from 'node:fs';
import { StoreUnavailable } from '#ports';
import type { Database } from '../sqlite/driver.js';

const MEGABYTE = 1024 * 1024;
/** A build leaves so much to the live calls and the log, which go on until somebody has made room. */
const RESERVED_MEGABYTES = 256;
/** Of these, on the disk itself: the WAL grows there, whatever is free in the file. */
const WAL_MEGABYTES = 160;
const LOOK_MILLISECONDS = 500;

/** Megabytes: on the disk, and in pages of the file that nothing stands in any more. */
export interface FreeRoom {
  readonly onDisk: number;
  readonly inFile: number;
}

/** What is free for the file of this connection, in this folder. A disk that does not report its size is taken to have room. */
export const freeRoom = (db: Database, folder: string): (() => FreeRoom) => {
  const pages = db.prepare(
    'SELECT f.freelist_count * p.page_size AS bytes FROM pragma_freelist_count f, pragma_page_size p',
  );
  return () => {
    const { bavail, bsize, blocks } = statfsSync(folder);
    const { bytes } = pages.get() as { bytes: number };
    return { onDisk: blocks === 0 ? Infinity : (bavail * bsize) / MEGABYTE, inFile: bytes / MEGABYTE };
  };
};

/**
 * The room that a build may fill: on one disk stand the live calls, the log and what is built, and of the three only that can wait.
 */
export class DiskRoom {
  #free: FreeRoom = { onDisk: Infinity, inFile: 0 };
  #lookedAt = -Infinity;

  constructor(
    private readonly look: () => FreeRoom,
    private readonly reserved = RESERVED_MEGABYTES,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** @throws StoreUnavailable there is none; the message says how much is free and what to do */
  assertForBuild(): void {
    if (this.clock() - this.#lookedAt >= LOOK_MILLISECONDS) {
      this.#free = this.look();
      this.#lookedAt = this.clock();
    }
    const { onDisk, inFile } = this.#free;
    if (onDisk + inFile >= this.reserved && onDisk >= Math.min(this.reserved, WAL_MEGABYTES)) return;
    throw new StoreUnavailable(
      `the disk of DATA_DIR has ${Math.floor(onDisk)} MB left, and the read models' file ${Math.floor(inFile)} MB: ` +
        `a build leaves ${this.reserved} MB to the live calls, ${WAL_MEGABYTES} of them on the disk. Make room, and it goes on by itself`,
    );
  }
}
