import { collect, emptyFacts, toView, type LoggedEvent } from '#domain';
import type { RecordedEvent, StreamDocuments } from '#ports';

/** Events of one stream, one after the other, as the log gives them. */
export const inLog = (events: readonly LoggedEvent[]): readonly RecordedEvent[] =>
  events.map((event, place) => ({
    ...event,
    revision: place,
    text: JSON.stringify(event.body),
    position: String(place).padStart(8, '0'),
    recordedAt: '2024-06-01T00:00:00.000Z',
  }));

/** What the projector makes of the events of one stream. */
export const documentsOf = (stream: string, events: readonly LoggedEvent[]): StreamDocuments => {
  const number = events.length - 1;
  const { calls, record } = toView(collect(emptyFacts(stream), events));
  return {
    stream,
    revision: number,
    position: String(number).padStart(8, '0'),
    calls: calls.map((call) => ({ ...call, revision: { stream, number } })),
    record,
  };
};
