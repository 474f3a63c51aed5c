import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import {
  canonicalJson,
  readDelivery,
  streamNames,
  type EventMetadata,
  type JsonObject,
  type LoggedEvent,
  type StreamNames,
} from '#domain';
import { eventMilliseconds } from './eventMilliseconds.js';

/** Any fixed namespace serves a test: what counts is that one body has one id. */
const NAMESPACE = '3b1a4df0-6d3c-5a0e-9d0b-0d6c1f1d7a55';

/** Ids are many times asked for the same bodies (permutations): each is made once. */
const ids = new WeakMap<JsonObject, string>();

/** The id of a delivery: UUIDv5 of its canonical body. */
export const eventIdOf = (body: JsonObject): string => {
  const known = ids.get(body);
  if (known !== undefined) return known;
  const id = v5(canonicalJson(body), NAMESPACE);
  ids.set(body, id);
  return id;
};

export const streams: StreamNames = streamNames((text) =>
  createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex'),
);

/** Where the events of one story stand once all are linked: the record's stream, else the first dialog's or its caller's. */
export const streamOf = (events: readonly JsonObject[]): string => {
  const deliveries = events.map(readDelivery);
  const record = deliveries.find(({ recordId }) => recordId !== null)?.recordId ?? null;
  if (record !== null) return streams.record(record);
  const caller = deliveries.find(({ callerDialogUuid }) => callerDialogUuid !== null)?.callerDialogUuid;
  const own = deliveries.find(({ dialogUuid }) => dialogUuid !== null)?.dialogUuid;
  return streams.dialog(caller ?? own ?? 'nobody');
};

export interface RecordedOptions {
  readonly stream?: string;
  readonly source?: string | ((body: JsonObject, place: number) => string);
  /** ISO 8601; null: imported. Default: a second after the event's own time, as from a healthy platform. */
  readonly receivedAt?: string | null | ((body: JsonObject, place: number) => string | null);
  /** For what is imported (default 2025-01-01T00:00:00.000Z). */
  readonly importedAt?: string;
}

/** Receipt of events whose own time cannot be read. */
export const FALLBACK_RECEIPT = '2024-03-01T09:00:00.000Z';

const promptReceipt = (body: JsonObject): string => {
  const own = eventMilliseconds(body);
  return own === null ? FALLBACK_RECEIPT : new Date(own + 1000).toISOString();
};

const metadataOf = (body: JsonObject, place: number, options: RecordedOptions): EventMetadata => {
  const { source = 'main', receivedAt = promptReceipt, importedAt = '2025-01-01T00:00:00.000Z' } = options;
  const received = typeof receivedAt === 'function' ? receivedAt(body, place) : receivedAt;
  return {
    receivedAt: received,
    ...(received === null ? { importedAt } : {}),
    source: typeof source === 'function' ? source(body, place) : source,
    schemaVersion: 1,
    $correlationId: readDelivery(body).recordId ?? readDelivery(body).dialogUuid ?? 'none',
  };
};

/** Deliveries as the log gives them: one stream, in this order. */
export const recorded = (events: readonly JsonObject[], options: RecordedOptions = {}): LoggedEvent[] => {
  const stream = options.stream ?? streamOf(events);
  return events.map((body, place) => ({
    stream,
    revision: place,
    id: eventIdOf(body),
    type: readDelivery(body).type,
    body,
    metadata: metadataOf(body, place, options),
  }));
};

/** What the linker writes (docs/linking.md#the-linker). */
export const linkEvent = (
  type: 'DialogLinked' | 'DialogBelongsElsewhere',
  link: { readonly stream: string; readonly dialog: string; readonly to: string; readonly tiedTo?: string },
): LoggedEvent => {
  const { stream, dialog, to, tiedTo } = link;
  const body: JsonObject = { dialog, to, ...(tiedTo === undefined ? {} : { tiedTo }) };
  const metadata: EventMetadata = {
    receivedAt: FALLBACK_RECEIPT,
    source: 'linker',
    schemaVersion: 1,
    $correlationId: dialog,
  };
  return { stream, revision: 0, id: v5(`${type} ${stream} ${canonicalJson(body)}`, NAMESPACE), type, body, metadata };
};
