import type { EventMetadata, JsonObject } from '#domain';
import type { Position, RecordedEvent } from '#ports';
import { isKnown, writePosition, type LogPlace } from './position.js';
import { TEXT_AS_RECEIVED } from './proposedEvent.js';

/** What the client gives of an event, from reads and subscriptions alike. */
export interface ClientEvent {
  readonly streamId: string;
  readonly id: string;
  readonly isJson: boolean;
  readonly revision: bigint;
  readonly type: string;
  readonly created: Date;
  readonly data: unknown;
  readonly metadata?: unknown;
  readonly position?: LogPlace | undefined;
}

type StoredMetadata = EventMetadata & { readonly [TEXT_AS_RECEIVED]?: string };

class StoredEvent implements RecordedEvent {
  #text: string | null;
  #body: JsonObject | null;

  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly position: Position,
    readonly id: string,
    readonly type: string,
    readonly recordedAt: string,
    readonly metadata: EventMetadata,
    stored: { readonly data: JsonObject; readonly textAsReceived: string | undefined },
  ) {
    this.#text = stored.textAsReceived ?? null;
    // a kept text is parsed anew: what JSON does not give back (-0) shows in the body as well
    this.#body = stored.textAsReceived === undefined ? stored.data : null;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#body);
    return this.#text;
  }

  get body(): JsonObject {
    this.#body ??= JSON.parse(this.text) as JsonObject;
    return this.#body;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/**
 * An event this product wrote. The server puts others into the same streams: `$streamDeleted`, without JSON, where a stream was
 * deleted for good; and people may write what they like through the vendor's tools.
 */
export const isOurs = (event: ClientEvent): boolean =>
  event.isJson && !event.type.startsWith('$') && isObject(event.data) && isObject(event.metadata);

export const placeOf = (event: ClientEvent): LogPlace => {
  if (!isKnown(event.position)) throw new Error(`the event log gave event ${event.id} without its position`);
  return event.position;
};

export const toRecordedEvent = (event: ClientEvent): RecordedEvent => {
  const stored = event.metadata as StoredMetadata;
  const { [TEXT_AS_RECEIVED]: textAsReceived, ...others } = stored;
  return new StoredEvent(
    event.streamId,
    Number(event.revision),
    writePosition(placeOf(event)),
    event.id,
    event.type,
    event.created.toISOString(),
    textAsReceived === undefined ? stored : others,
    { data: event.data as JsonObject, textAsReceived },
  );
};
