import type {
  Appended,
  EventLog,
  ExpectedRevision,
  FollowBatch,
  FollowOptions,
  NewEvent,
  Position,
  RecordedEvent,
} from '#ports';
import { Appender } from './appender.js';
import { Connection } from './connection.js';
import { followLog } from './followLog.js';
import { readOrGiveIdentity } from './logIdentity.js';
import { LogTail } from './logTail.js';
import { readPosition, writePosition } from './position.js';
import { countAfter, filterFor, readAllPage, readHead, readStreamPages } from './serverReads.js';
import { checkServerVersion } from './serverVersion.js';
import { SharedPages } from './sharedPages.js';

export interface EventStoreLogOptions {
  /** The server's URL, with user, password and TLS options; docs/eventstoredb.md#settings has its forms. */
  readonly url: string;
  /** How long one call may take (default 10 s). */
  readonly callMs?: number;
  /** How long the server may be unavailable before a follower fails with StoreUnavailable (default 15 s). */
  readonly outageMs?: number;
  /** How many appends run at once at most; the others wait (default 128). */
  readonly inFlight?: number;
}

const CALL_MS = 10_000;
const OUTAGE_MS = 15_000;
const IN_FLIGHT = 128;
/** Events of a page that followers read. A read can cost 40 ms however few events it brings, so small pages would make catching up slow. */
const PAGE_EVENTS = 2_000;

class EventStoreLog implements EventLog {
  readonly #appender: Appender;
  readonly #pages: SharedPages;

  constructor(
    private readonly connection: Connection,
    private readonly name: string,
    private readonly tail: LogTail,
    private readonly options: EventStoreLogOptions,
  ) {
    this.#appender = new Appender(connection, tail, options.inFlight ?? IN_FLIGHT, options.callMs ?? CALL_MS);
    this.#pages = new SharedPages((after, prefixes) =>
      readAllPage(connection, after, filterFor(prefixes), PAGE_EVENTS),
    );
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    if (events.length === 0) throw new TypeError('nothing to append');
    return this.#appender.append(stream, events, expected);
  }

  readStream(stream: string, options: { readonly from?: number } = {}): AsyncIterable<RecordedEvent> {
    return readStreamPages(this.connection, stream, options.from ?? 0);
  }

  follow(options: FollowOptions): AsyncIterable<FollowBatch> {
    const pages = this.#pages;
    const { connection, tail } = this;
    return followLog({ connection, tail, pages, outageMs: this.options.outageMs ?? OUTAGE_MS }, options);
  }

  scanStreams(): null {
    return null;
  }

  async head(): Promise<Position | null> {
    const head = await readHead(this.connection);
    this.tail.noteEventAt(head);
    return head === null ? null : writePosition(head);
  }

  countAfter(position: Position | null): Promise<number> {
    return countAfter(this.connection, position === null ? null : readPosition(position));
  }

  identity(): Promise<string> {
    return Promise.resolve(this.name);
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/**
 * Opens the event log on an EventStoreDB or KurrentDB server, 23.10 or newer. Each call makes a new connection.
 * @throws StoreUnavailable the server cannot be reached now; it can be tried again
 * @throws Error the URL cannot be used or the server is too old; the message says what to do
 */
export const openEventStoreLog = async (options: EventStoreLogOptions): Promise<EventLog> => {
  const connection = new Connection(options.url, options.callMs ?? CALL_MS);
  try {
    await checkServerVersion(connection);
    const identity = await readOrGiveIdentity(connection);
    const tail = new LogTail(connection);
    tail.noteEventAt(await readHead(connection));
    return new EventStoreLog(connection, identity, tail, options);
  } catch (error) {
    await connection.close();
    throw error;
  }
};
