import { BACKWARDS, END, FORWARDS, START, streamNameFilter, type Filter } from '@kurrent/kurrentdb-client';
import type { RecordedEvent } from '#ports';
import { isStreamDeleted, isStreamMissing } from './clientErrors.js';
import type { Connection } from './connection.js';
import { isAfter, type LogPlace } from './position.js';
import { isOurs, placeOf, toRecordedEvent, type ClientEvent } from './recordedEvent.js';

const STREAM_PAGE = 500;
/** A page of $all may scan millions of events of other streams before it finds one. */
const SCAN_MS = 60_000;

/** Place of the last event of the whole log, system events included; null when there is none. */
export const readHead = async (connection: Connection): Promise<LogPlace | null> => {
  const events = await connection.read('reading the head of the event log', (client, readAs) =>
    collect(client.readAll({ ...readAs, direction: BACKWARDS, fromPosition: END, maxCount: 1 })),
  );
  const [last] = events;
  return last === undefined ? null : placeOf(last);
};

/** The stream's events from a revision, page by page: no connection stays open while the caller is busy. */
export async function* readStreamPages(
  connection: Connection,
  stream: string,
  from: number,
): AsyncGenerator<RecordedEvent> {
  let next = BigInt(from);
  for (;;) {
    const page = await readStreamPage(connection, stream, next);
    for (const event of page) if (isOurs(event)) yield toRecordedEvent(event);
    const last = page.at(-1);
    if (last === undefined || page.length < STREAM_PAGE) return;
    next = last.revision + 1n;
  }
}

const readStreamPage = (connection: Connection, stream: string, fromRevision: bigint): Promise<ClientEvent[]> =>
  connection.read(`reading ${stream}`, async (client, readAs) => {
    try {
      return await collect(
        client.readStream(stream, { ...readAs, fromRevision, direction: FORWARDS, maxCount: STREAM_PAGE }),
      );
    } catch (error) {
      if (isStreamMissing(error) || isStreamDeleted(error)) return [];
      throw error;
    }
  });

/** The filter the server applies. No prefix, no stream. */
export const filterFor = (prefixes: readonly string[]): Filter =>
  prefixes.length === 0 ? streamNameFilter({ regex: '(?!)' }) : streamNameFilter({ prefixes: [...prefixes] });

export interface AllPage {
  /** After the given place, of the chosen streams; system events among them. */
  readonly events: readonly ClientEvent[];
  /** More may follow. Otherwise the log was read to its end. */
  readonly isFull: boolean;
}

/** The next events of $all after a place (null: from the beginning), at most `limit`. */
export const readAllPage = async (
  connection: Connection,
  after: LogPlace | null,
  filter: Filter,
  limit: number,
): Promise<AllPage> => {
  const read = await connection.read(
    'reading the event log',
    (client, readAs) =>
      collect(
        client.readAll({ ...readAs, fromPosition: after ?? START, direction: FORWARDS, maxCount: limit, filter }),
      ),
    SCAN_MS,
  );
  // a read begins at its position, and the event there was handled
  const firstNew = after === null ? 0 : read.findIndex((event) => isAfter(placeOf(event), after));
  return { events: firstNew === -1 ? [] : read.slice(firstNew), isFull: read.length === limit };
};

/**
 * Whether the server reads at the log's end and not at this place. It refuses a place between two records with the same error as a call
 * that it cannot answer now.
 */
export const isRefusedAt = async (connection: Connection, place: LogPlace): Promise<boolean> => {
  const canRead = (read: Promise<unknown>): Promise<boolean> =>
    read.then(
      () => true,
      () => false,
    );
  const there = connection.read('reading the event log', (client, readAs) =>
    collect(client.readAll({ ...readAs, fromPosition: place, direction: FORWARDS, maxCount: 1 })),
  );
  return !(await canRead(there)) && (await canRead(readHead(connection)));
};

/** Streams whose name begins with a dollar are the server's own. */
const NOT_SYSTEM = streamNameFilter({ regex: '^[^$]' });
const COUNTED_EVENTS = 2_000;

/**
 * How many events stand after a place. The server does not count: so many are read, and beyond them it is estimated from how much
 * of the log they took.
 */
export const countAfter = async (connection: Connection, after: LogPlace | null): Promise<number> => {
  const { events, isFull } = await readAllPage(connection, after, NOT_SYSTEM, COUNTED_EVENTS);
  const head = await readHead(connection);
  const last = events.at(-1);
  if (!isFull || head === null || last === undefined) return events.length;
  const from = after?.commit ?? 0n;
  const taken = Number(placeOf(last).commit - from);
  return taken > 0 ? Math.round((events.length * Number(head.commit - from)) / taken) : events.length;
};

const collect = async (read: AsyncIterable<{ readonly event?: ClientEvent }>): Promise<ClientEvent[]> => {
  const events: ClientEvent[] = [];
  for await (const { event } of read) if (event !== undefined) events.push(event);
  return events;
};
