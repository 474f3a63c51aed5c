import type { EventMetadata, JsonObject } from '#domain';
import type { Position, RecordedEvent } from '#ports';
import { writePosition } from './position.js';
import type { EventTuple } from './readPages.js';

/**
 * Metadata and body are parsed when they are asked for, because most readers need only a part of an event. The body is not kept: many events
 * wait at the same time, and as objects they take several times the memory of their texts.
 */
class StoredEvent implements RecordedEvent {
  #metadata: EventMetadata | null = null;

  constructor(
    private readonly place: number,
    readonly stream: string,
    readonly revision: number,
    readonly id: string,
    readonly type: string,
    private readonly recordedAtMs: number,
    private readonly metadataText: string,
    readonly text: string,
  ) {}

  get position(): Position {
    return writePosition(this.place);
  }

  get recordedAt(): string {
    return new Date(this.recordedAtMs).toISOString();
  }

  get metadata(): EventMetadata {
    this.#metadata ??= JSON.parse(this.metadataText) as EventMetadata;
    return this.#metadata;
  }

  get body(): JsonObject {
    return JSON.parse(this.text) as JsonObject;
  }
}

/** @param stream the name of the stream */
export const toRecordedEvent = (tuple: EventTuple<string | number>, stream: string): RecordedEvent => {
  const [place, , revision, id, type, recordedAt, metadata, text] = tuple;
  return new StoredEvent(place, stream, revision, id, type, recordedAt, metadata, text);
};
