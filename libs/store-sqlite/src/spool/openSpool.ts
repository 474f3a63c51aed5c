import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventMetadata } from '#domain';
import { workerFile } from '#concurrency';
import { SpoolInUse, type NewEvent, type Spool, type SpooledEvent, type SpoolSize } from '#ports';
import { AppendQueue } from '../eventLog/appendQueue.js';
import { lockFile, type FileLock } from '../sqlite/fileLock.js';
import { asPortError } from '../sqlite/sqliteErrors.js';
import { WorkerHost } from '../worker/workerHost.js';
import type { SpoolApi } from './spool.worker.js';
import type { SpoolTuple } from './spoolTable.js';

const toSpooled = ([place, stream, id, type, metadata, text]: SpoolTuple): SpooledEvent => ({
  place,
  stream,
  id,
  type,
  text,
  metadata: JSON.parse(metadata) as EventMetadata,
});

class SqliteSpool implements Spool {
  readonly #queue: AppendQueue;

  constructor(
    private readonly worker: WorkerHost<SpoolApi>,
    private readonly lock: FileLock,
  ) {
    this.#queue = new AppendQueue((group) => worker.call('append', group));
  }

  async add(stream: string, { id, type, text, metadata }: NewEvent): Promise<boolean> {
    const row = { id, type, text, metadata: JSON.stringify(metadata) };
    const { repeated } = await this.#queue.append({ stream, events: [row], expected: 'any' });
    return !repeated;
  }

  async oldest(after: number, limit: number): Promise<readonly SpooledEvent[]> {
    return (await this.worker.call('oldest', { after, limit })).map(toSpooled);
  }

  async remove(places: readonly number[]): Promise<void> {
    await this.worker.call('remove', places);
  }

  size(): Promise<SpoolSize> {
    return this.worker.call('size', null);
  }

  async close(): Promise<void> {
    await this.worker.close();
    this.lock.release();
  }
}

const lockFolder = async (folder: string): Promise<FileLock> => {
  const lock = await lockFile(join(folder, 'owner.db')).catch((error: unknown) => {
    throw asPortError(error);
  });
  if (lock === null) throw new SpoolInUse(`the spool in ${folder} is open already`);
  return lock;
};

/**
 * Opens a spool in `folder`, made when missing: the embedded log's file, from whose front events are taken away. Its size is that of the
 * largest outage so far: what is removed makes room for what comes next.
 * @throws StoreUnavailable the file cannot be opened
 * @throws SpoolInUse
 */
export const openSqliteSpool = async (folder: string): Promise<Spool> => {
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder);
  const worker = new WorkerHost<SpoolApi>(workerFile('libs/store-sqlite/src/spool/spool.worker'), { dataDir: folder });
  try {
    await worker.call('size', null);
    return new SqliteSpool(worker, lock);
  } catch (error) {
    await worker.close();
    lock.release();
    throw error;
  }
};
