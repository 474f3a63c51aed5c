import { mkdir } from 'node:fs/promises';
import {
  EventTooLarge,
  type Appended,
  type EventLog,
  type ExpectedRevision,
  type FollowBatch,
  type FollowOptions,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '#ports';
import { WorkerHost, WorkerPool, workerFile } from '../worker/workerHost.js';
import type { EventRow } from './appendGroup.js';
import { AppendQueue } from './appendQueue.js';
import { followLog } from './followLog.js';
import { LogTail } from './logTail.js';
import { writePosition } from './position.js';
import type { LogReaderApi } from './reader.worker.js';
import { toRecordedEvent } from './recordedEvent.js';
import type { LogWriterApi } from './writer.worker.js';

const LARGEST_EVENT_BYTES = 16 * 1024 * 1024;
const READERS = 2;
const STREAM_PAGE = 500;

const toRow = ({ id, type, text, metadata }: NewEvent): EventRow => ({
  id,
  type,
  text,
  metadata: JSON.stringify(metadata),
});

const sizeOf = (row: EventRow): number => {
  const bytes = Buffer.byteLength(row.text) + Buffer.byteLength(row.metadata);
  if (bytes > LARGEST_EVENT_BYTES) {
    throw new EventTooLarge(`event ${row.id} has ${bytes} bytes, the log takes up to ${LARGEST_EVENT_BYTES}`);
  }
  return bytes;
};

class SqliteEventLog implements EventLog {
  readonly #tail: LogTail;
  readonly #queue: AppendQueue;

  constructor(
    private readonly writer: WorkerHost<LogWriterApi>,
    private readonly readers: WorkerPool<LogReaderApi>,
    private readonly name: string,
  ) {
    this.#tail = new LogTail(readers);
    this.#queue = new AppendQueue(
      (group) => writer.call('append', group),
      (position) => this.#tail.moved(position),
    );
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    if (events.length === 0) throw new TypeError('nothing to append');
    const rows = events.map(toRow);
    const bytes = rows.reduce((sum, row) => sum + sizeOf(row), 0);
    return this.#queue.append({ stream, events: rows, expected }, bytes);
  }

  async *readStream(stream: string, options: { readonly from?: number } = {}): AsyncGenerator<RecordedEvent> {
    let from = options.from ?? 0;
    for (;;) {
      const page = await this.readers.call('streamPage', { stream, from, limit: STREAM_PAGE });
      for (const tuple of page.events) {
        yield toRecordedEvent(tuple);
        from = tuple[2] + 1;
      }
      if (!page.more) return;
    }
  }

  follow(options: FollowOptions): AsyncIterable<FollowBatch> {
    return followLog(this.readers, this.#tail, options);
  }

  async head(): Promise<Position | null> {
    const head = await this.readers.call('head', null);
    return head === 0 ? null : writePosition(head);
  }

  identity(): Promise<string> {
    return Promise.resolve(this.name);
  }

  async close(): Promise<void> {
    await this.writer.close();
    await this.readers.close();
  }
}

/**
 * Opens the event log in `dataDir` (file events.db), made when missing. Several processes may have it open.
 * @throws StoreUnavailable the file cannot be opened
 * @throws Error SQLite is too old, or the file is newer than this code; the message says what to do
 */
export const openSqliteEventLog = async ({ dataDir }: { readonly dataDir: string }): Promise<EventLog> => {
  await mkdir(dataDir, { recursive: true });
  const writer = new WorkerHost<LogWriterApi>(workerFile('./writer.worker.js', import.meta.url), { dataDir });
  try {
    const identity = await writer.call('identity', null);
    const readers = new WorkerPool<LogReaderApi>(READERS, workerFile('./reader.worker.js', import.meta.url), {
      dataDir,
    });
    return new SqliteEventLog(writer, readers, identity);
  } catch (error) {
    await writer.close();
    throw error;
  }
};
