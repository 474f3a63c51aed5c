import { mkdir } from 'node:fs/promises';
import { workerFile } from '#concurrency';
import type { MessagePort } from 'node:worker_threads';
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
  type ScanBatch,
  type ScanOptions,
} from '#ports';
import { ConnectedWorker } from '../worker/connectedWorker.js';
import { OwnThread } from '../worker/ownThread.js';
import type { Respondent } from '../worker/protocol.js';
import { WorkerHost } from '../worker/workerHost.js';
import type { EventRow } from './appendGroup.js';
import { AppendQueue } from './appendQueue.js';
import { followLog } from './followLog.js';
import { LogTail } from './logTail.js';
import { openLogReader, type LogReaderApi } from './logReader.js';
import { readPosition, writePosition } from './position.js';
import { RecentEvents } from './recentEvents.js';
import { toRecordedEvent } from './recordedEvent.js';
import { scanStreams } from './scanStreams.js';
import type { LogAppended, LogWriterApi } from './writer.worker.js';

const LARGEST_EVENT_BYTES = 16 * 1024 * 1024;
const STREAM_PAGE = 500;

const toRow = ({ id, type, text, metadata }: NewEvent): EventRow => ({
  id,
  type,
  text,
  metadata: JSON.stringify(metadata),
});

const LONGEST_UTF8 = 3;

/** @throws EventTooLarge */
const checkSize = ({ id, text, metadata }: EventRow): void => {
  if ((text.length + metadata.length) * LONGEST_UTF8 <= LARGEST_EVENT_BYTES) return; // of nearly every event: nothing is counted
  const bytes = Buffer.byteLength(text) + Buffer.byteLength(metadata);
  if (bytes > LARGEST_EVENT_BYTES) {
    throw new EventTooLarge(`event ${id} has ${bytes} bytes, the log takes up to ${LARGEST_EVENT_BYTES}`);
  }
};

/** The connections and facts that a log works with. */
interface LogParts {
  readonly writer: Respondent<LogWriterApi>;
  readonly readers: Respondent<LogReaderApi>;
  readonly tail: LogTail;
  readonly identity: string;
}

class SqliteEventLog implements EventLog {
  readonly #queue: AppendQueue;
  readonly #recent = new RecentEvents();

  constructor(private readonly parts: LogParts) {
    this.#queue = new AppendQueue((group) => parts.writer.call('append', group));
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    if (events.length === 0) throw new TypeError('nothing to append');
    const rows = events.map(toRow);
    rows.forEach(checkSize);
    return await this.#queue.append({ stream, events: rows, expected });
  }

  async *readStream(stream: string, options: { readonly from?: number } = {}): AsyncGenerator<RecordedEvent> {
    let from = options.from ?? 0;
    for (;;) {
      const page = await this.parts.readers.call('streamPage', { stream, from, limit: STREAM_PAGE });
      for (const tuple of page.events) {
        yield toRecordedEvent(tuple, stream);
        from = tuple[2] + 1;
      }
      if (!page.more) return;
    }
  }

  follow(options: FollowOptions): AsyncIterable<FollowBatch> {
    return followLog({ ...this.parts, recent: this.#recent }, options);
  }

  scanStreams(options: ScanOptions): AsyncIterable<ScanBatch> {
    return scanStreams(this.parts.readers, options);
  }

  async head(): Promise<Position | null> {
    const head = await this.parts.readers.call('head', null);
    return head === 0 ? null : writePosition(head);
  }

  countAfter(position: Position | null): Promise<number> {
    return this.parts.readers.call('countAfter', readPosition(position));
  }

  identity(): Promise<string> {
    return Promise.resolve(this.parts.identity);
  }

  async close(): Promise<void> {
    await this.parts.writer.close();
    await this.parts.readers.close();
  }
}

/** What a thread needs to open the log that another thread of the same process has open. */
export interface SharedEventLog {
  readonly dataDir: string;
  /** Leads to the writer of the process. There is one writer for each process, so that all its appends share commits. */
  readonly writer: MessagePort;
}

export interface SqliteEventLogHost extends EventLog {
  /** Makes it possible for another thread to open this log. The port has to be in the transfer list of the message to that thread. */
  share(): SharedEventLog;
}

class SqliteEventLogOwner extends SqliteEventLog implements SqliteEventLogHost {
  constructor(
    parts: LogParts,
    private readonly host: WorkerHost<LogWriterApi>,
    private readonly dataDir: string,
  ) {
    super(parts);
  }

  share(): SharedEventLog {
    return { dataDir: this.dataDir, writer: this.host.connect() };
  }
}

/** Notes in the tail what the writer has sent after each group. */
const noteAppended = (tail: () => LogTail) => (message: unknown) => tail().noteHead((message as LogAppended).head);

/**
 * Opens the event log in the file events.db of `dataDir`, and makes it if it is missing. Several processes may have it open.
 * @throws StoreUnavailable the file cannot be opened
 * @throws Error SQLite is too old, or the file is newer than this code; the message says what to do
 */
export const openSqliteEventLog = async ({ dataDir }: { readonly dataDir: string }): Promise<SqliteEventLogHost> => {
  await mkdir(dataDir, { recursive: true });
  const readers = new WorkerHost<LogReaderApi>(workerFile('libs/store-sqlite/src/eventLog/reader.worker'), { dataDir });
  const tail = new LogTail(readers);
  const onMessage = noteAppended(() => tail);
  const writer = new WorkerHost<LogWriterApi>(
    workerFile('libs/store-sqlite/src/eventLog/writer.worker'),
    { dataDir },
    onMessage,
  );
  try {
    const identity = await writer.call('identity', null);
    return new SqliteEventLogOwner({ writer, readers, tail, identity }, writer, dataDir);
  } catch (error) {
    await writer.close();
    throw error;
  }
};

/**
 * Opens the log that another thread shared (`share`). Appends go through that thread's writer. Reads use a connection of this thread and
 * block it while they run.
 * @throws StoreUnavailable the file cannot be opened
 */
export const openSharedEventLog = async ({ dataDir, writer: port }: SharedEventLog): Promise<EventLog> => {
  const readers = new OwnThread<LogReaderApi>(() => openLogReader(dataDir));
  const tail = new LogTail(readers);
  const writer = new ConnectedWorker<LogWriterApi>(
    port,
    noteAppended(() => tail),
    (error) => {
      // Without the writer nothing can be appended any more, so this thread ends with an error.
      throw error;
    },
  );
  return new SqliteEventLog({ writer, readers, tail, identity: await writer.call('identity', null) });
};
