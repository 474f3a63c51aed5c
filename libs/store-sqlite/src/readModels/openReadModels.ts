import { mkdir } from 'node:fs/promises';
import { workerFile } from '#concurrency';
import type { ReadModels } from '#ports';
import { asPortError } from '../sqlite/sqliteErrors.js';
import { askTable } from '../worker/methods.js';
import { OwnThread } from '../worker/ownThread.js';
import type { Respondent } from '../worker/protocol.js';
import { WorkerHost, WorkerPool } from '../worker/workerHost.js';
import { openReadModelsConnection, prepareReadModels, readModelsFile } from './schema.js';
import { COUNTS, openReader, READS, WRITES, type ReaderApi, type WriterApi, type WriterData } from './tables.js';

const READERS = 2;

interface Threads {
  readonly writer: Respondent<WriterApi>;
  readonly readers: Respondent<ReaderApi>;
  /** A reader of its own, so that no page waits for a statistic. */
  readonly counter: Respondent<ReaderApi>;
}

const readModelsOver = ({ writer, readers, counter }: Threads): ReadModels => ({
  ...askTable(WRITES, writer),
  ...askTable(READS, readers),
  ...askTable(COUNTS, counter),
  close: async () => {
    for (const thread of [writer, readers, counter]) await thread.close();
  },
});

interface OpenOptions {
  readonly dataDir: string;
  /** How much of the disk a build leaves free (DiskRoom). */
  readonly reservedMegabytes?: number;
}

const startWriter = (data: WriterData): WorkerHost<WriterApi> =>
  new WorkerHost<WriterApi>(workerFile('libs/store-sqlite/src/readModels/writer.worker'), data);

/**
 * Makes the file with all its tables, where they are missing. In the thread that opens the store: there is next to nothing to do where the
 * file is complete, and a thread for it would take many times as long to start.
 */
const prepare = async (dataDir: string): Promise<void> => {
  try {
    await mkdir(dataDir, { recursive: true });
    const db = await openReadModelsConnection(dataDir);
    try {
      prepareReadModels(db, readModelsFile(dataDir));
    } finally {
      db.close();
    }
  } catch (error) {
    throw asPortError(error);
  }
};

/**
 * Opens the read models in `dataDir` (file readmodels.db), made when missing. Several processes may have it open.
 * @throws StoreUnavailable the file cannot be opened
 * @throws Error SQLite is too old, or the file is newer than this code; the message says what to do
 */
export const openSqliteReadModels = async ({ dataDir, reservedMegabytes }: OpenOptions): Promise<ReadModels> => {
  await prepare(dataDir);
  const file = workerFile('libs/store-sqlite/src/readModels/reader.worker');
  return readModelsOver({
    writer: startWriter({ dataDir, reservedMegabytes }),
    readers: new WorkerPool<ReaderApi>(READERS, file, { dataDir }),
    counter: new WorkerHost<ReaderApi>(file, { dataDir }),
  });
};

/** The same for a thread that serves nobody else and mostly writes: it reads with a connection of its own, and is held up meanwhile. */
export const openReadModelsToWrite = async ({ dataDir, reservedMegabytes }: OpenOptions): Promise<ReadModels> => {
  await prepare(dataDir);
  const reader = new OwnThread<ReaderApi>(() => openReader(dataDir));
  return readModelsOver({ writer: startWriter({ dataDir, reservedMegabytes }), readers: reader, counter: reader });
};

/**
 * For a thread that serves nobody else and only reads: it does so with a connection of its own, and is held up meanwhile. The file is not
 * made, and its writer is not started.
 */
export const openReadModelsToRead = ({ dataDir }: OpenOptions): ReadModels => {
  const writer = startWriter({ dataDir, reservedMegabytes: undefined });
  const reader = new OwnThread<ReaderApi>(() => openReader(dataDir));
  return readModelsOver({ writer, readers: reader, counter: reader });
};
