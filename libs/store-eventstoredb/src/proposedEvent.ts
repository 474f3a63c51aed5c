import { jsonEvent, type JSONEventData } from '@kurrent/kurrentdb-client';
import type { JsonObject } from '#domain';
import { EventTooLarge, type NewEvent } from '#ports';

/**
 * The server's default for an append (MaxAppendSize): the data of all its events together. An event over 16 MB would fail every
 * append in flight on the client, so sizes are checked before anything is sent.
 */
const LARGEST_APPEND_BYTES = 1024 * 1024;
const LARGEST_METADATA_BYTES = 4 * 1024 * 1024;

/** Key in the stored metadata for the text of an event that its JSON would not give back. */
export const TEXT_AS_RECEIVED = 'textAsReceived';

/**
 * The events as the client takes them: data is the parsed body, so the vendor's tools show it and its projections can read it.
 * Where writing it as JSON again gives another text (blanks, escapes, numbers like 1.50, a key twice), the text goes into the metadata.
 * @throws EventTooLarge
 */
export const toProposed = (events: readonly NewEvent[]): JSONEventData[] => {
  let bytes = 0;
  return events.map(({ id, type, text, metadata }) => {
    // before it is parsed: what is far too large costs nothing
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
