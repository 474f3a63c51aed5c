import type { EventMetadata, JsonObject } from '#domain';
import type { Position, RecordedEvent } from '#ports';
import { writePosition } from './position.js';
import type { EventTuple } from './readPages.js';

class StoredEvent implements RecordedEvent {
  #body: JsonObject | null = null;

  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly position: Position,
    readonly id: string,
    readonly type: string,
    readonly recordedAt: string,
    readonly metadata: EventMetadata,
    readonly text: string,
  ) {}

  get body(): JsonObject {
    this.#body ??= JSON.parse(this.text) as JsonObject;
    return this.#body;
  }
}

export const toRecordedEvent = (tuple: EventTuple): RecordedEvent => {
  const [position, stream, revision, id, type, recordedAt, metadata, text] = tuple;
  return new StoredEvent(
    stream,
    revision,
    writePosition(position),
    id,
    type,
    new Date(recordedAt).toISOString(),
    JSON.parse(metadata) as EventMetadata,
    text,
  );
};
