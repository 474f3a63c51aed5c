import { BACKWARDS, END, FORWARDS, START, streamNameFilter, type Filter } from '@kurrent/kurrentdb-client';
import type { RecordedEvent } from '#ports';
import { isStreamDeleted, isStreamMissing } from './clientErrors.js';
import type { Connection } from './connection.js';
import { isAfter, type LogPlace } from './position.js';
import { isOurs, placeOf, toRecordedEvent, type ClientEvent } from './recordedEvent.js';

const STREAM_PAGE = 500;
/** Time limit for a page of $all. The server may go through millions of events of other streams before it finds one. */
const SCAN_MS = 60_000;

/** The log's last event, system events included; null when the log is empty. */
export const readNewest = async (connection: Connection): Promise<ClientEvent | null> => {
  const events = await connection.read('reading the head of the event log', (client, readAs) =>
    collect(client.readAll({ ...readAs, direction: BACKWARDS, fromPosition: END, maxCount: 1 })),
  );
  return events[0] ?? null;
};

/** Its place. */
export const readHead = async (connection: Connection): Promise<LogPlace | null> => {
  const last = await readNewest(connection);
  return last === null ? null : placeOf(last);
};

/** The stream's events from a revision on. They are read page by page, so that no call stays open while the caller handles events. */
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

/** The server's filter for streams whose names begin with one of the prefixes. Without prefixes it lets no stream through. */
export const filterFor = (prefixes: readonly string[]): Filter =>
  prefixes.length === 0 ? streamNameFilter({ regex: '(?!)' }) : streamNameFilter({ prefixes: [...prefixes] });

export interface AllPage {
  /** Includes events that this product did not write. */
  readonly events: readonly ClientEvent[];
  /** Whether more may follow. If not, the log was read to its end. */
  readonly isFull: boolean;
}

/** Reads the next events of $all after a place (null: from the beginning) that pass the filter, at most `limit` of them. */
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
  // The server's reads include the event at the given position, which is not wanted here.
  const firstNew = after === null ? 0 : read.findIndex((event) => isAfter(placeOf(event), after));
  return { events: firstNew === -1 ? [] : read.slice(firstNew), isFull: read.length === limit };
};

/**
 * Whether the server refuses to read at this place although it can read at the end of the log. The error alone does not say so: the server
 * gives the same one for a place between two records and for a call that it cannot answer now.
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

/** The names of the server's own streams begin with a dollar. */
const NOT_SYSTEM = streamNameFilter({ regex: '^[^$]' });
const COUNTED_EVENTS = 2_000;

/**
 * How many events come after a place. The server cannot count, so up to COUNTED_EVENTS are read and counted. If there are more, the number
 * is estimated from the share of the log that those take.
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
