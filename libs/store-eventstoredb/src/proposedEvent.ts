import { jsonEvent, type JSONEventData } from '@kurrent/kurrentdb-client';
import type { JsonObject } from '#domain';
import { EventTooLarge, type NewEvent } from '#ports';

/**
 * The server's default limit (MaxAppendSize) for the data of all events of one append together. Sizes are checked before anything is sent,
 * because an event of more than 16 MB would make all appends of the client fail that are under way.
 */
const LARGEST_APPEND_BYTES = 1024 * 1024;
const LARGEST_METADATA_BYTES = 4 * 1024 * 1024;

/** Key in the stored metadata for the received text of an event, kept if it cannot be made again from the stored data. */
export const TEXT_AS_RECEIVED = 'textAsReceived';

/**
 * Turns events into the client's form. Their data is the parsed body, so that the vendor's tools can show it and projections can read it.
 * If the body written as JSON differs from the received text (blanks, escapes, numbers like 1.50, a key twice), the metadata keeps the text.
 * @throws EventTooLarge
 */
export const toProposed = (events: readonly NewEvent[]): JSONEventData[] => {
  let bytes = 0;
  return events.map(({ id, type, text, metadata }) => {
    // The size is checked before parsing, so that a text that is far too large costs nothing.
    checkSize(id, Buffer.byteLength(text));
    const data = JSON.parse(text) as JsonObject;
    const stored = JSON.stringify(data);
    bytes += Buffer.byteLength(stored);
    checkSize(id, bytes);
    const kept = stored === text ? { ...metadata } : { ...metadata, [TEXT_AS_RECEIVED]: text };
    if (Buffer.byteLength(JSON.stringify(metadata)) > LARGEST_METADATA_BYTES) {
      throw new EventTooLarge(`event ${id} has more than ${LARGEST_METADATA_BYTES} bytes of metadata`);
    }
    return jsonEvent({ id, type, data, metadata: kept });
  });
};

const checkSize = (id: string, bytes: number): void => {
  if (bytes <= LARGEST_APPEND_BYTES) return;
  throw new EventTooLarge(
    `event ${id}, with those before it in the append, has ${bytes} bytes; the log takes up to ${LARGEST_APPEND_BYTES}`,
  );
};
