import { v5 } from 'uuid';
import type { LinkAction } from '#domain';
import type { NewEvent, RecordedEvent } from '#ports';

/** Namespace of the ids of links and notes: the same one has the same id whoever writes it, so it can be written again. */
const NAMESPACE = '8f6ad3a4-5f0e-4a43-9a54-3d3c2a4d6c1e';

export type ActionOf<Kind extends LinkAction['do']> = Extract<LinkAction, { do: Kind }>;

/** The same event for another stream; it says where it came from. */
export const copyOf = ({ id, type, text, metadata, stream }: RecordedEvent): NewEvent => ({
  id,
  type,
  text,
  metadata: { ...metadata, copiedFrom: stream },
});

/** @param cause the event that asks for the link */
export const linkEventOf = ({ dialog, from, to }: ActionOf<'link'>, cause: RecordedEvent): NewEvent =>
  ownEvent('DialogLinked', { dialog, to }, from, cause);

/** @param cause the event that asks for the note */
export const noteEventOf = (
  { stream, dialog, to, tiedTo }: ActionOf<'noteElsewhere'>,
  cause: RecordedEvent,
): NewEvent => ownEvent('DialogBelongsElsewhere', { dialog, to, tiedTo }, stream, cause);

/** A link or a note, as an event of the stream. */
const ownEvent = (
  type: string,
  data: Record<string, string | null>,
  stream: string,
  cause: RecordedEvent,
): NewEvent => {
  const text = JSON.stringify(data);
  return {
    id: v5(`${type} ${stream} ${text}`, NAMESPACE),
    type,
    text,
    metadata: { receivedAt: null, source: 'linker', schemaVersion: 1, $correlationId: cause.metadata.$correlationId },
  };
};
