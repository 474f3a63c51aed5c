import type { EventMetadata, JsonObject } from '#domain';
import type { Position, RecordedEvent } from '#ports';
import { isKnown, writePosition, type LogPlace } from './position.js';
import { TEXT_AS_RECEIVED } from './proposedEvent.js';

/** An event as the client returns it from a read. */
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

/** Properties that not every reader needs are made when they are first asked for, because a rebuild reads millions of events. */
class StoredEvent implements RecordedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly metadata: EventMetadata;
  readonly #event: ClientEvent;
  #text: string | null = null;
  #body: JsonObject | null = null;

  constructor(event: ClientEvent) {
    this.stream = event.streamId;
    this.revision = Number(event.revision);
    this.id = event.id;
    this.type = event.type;
    this.#event = event;
    const stored = event.metadata as StoredMetadata;
    this.metadata = stored;
    if (stored[TEXT_AS_RECEIVED] === undefined) this.#body = event.data as JsonObject;
    else ({ [TEXT_AS_RECEIVED]: this.#text, ...this.metadata } = stored as Required<StoredMetadata>);
  }

  get position(): Position {
    return writePosition(placeOf(this.#event));
  }

  get recordedAt(): string {
    return this.#event.created.toISOString();
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#body);
    return this.#text;
  }

  /** If the received text was kept, the body is parsed from it, because the stored data may differ from it (-0 is stored as 0). */
  get body(): JsonObject {
    this.#body ??= JSON.parse(this.text) as JsonObject;
    return this.#body;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/**
 * Whether this product wrote the event. Others can be in the same streams: the server writes `$streamDeleted`, without JSON, when a stream
 * is deleted for good, and people can write events with the vendor's tools.
 */
export const isOurs = (event: ClientEvent): boolean =>
  event.isJson && !event.type.startsWith('$') && isObject(event.data) && isObject(event.metadata);

export const placeOf = (event: ClientEvent): LogPlace => {
  if (!isKnown(event.position)) throw new Error(`the event log gave event ${event.id} without its position`);
  return event.position;
};

export const toRecordedEvent = (event: ClientEvent): RecordedEvent => new StoredEvent(event);
