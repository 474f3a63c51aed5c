import type { RecordedEvent } from '#ports';
import { dialogsNamedBy, parseStreamName, readDelivery, type StreamNames } from '#domain';

/** The streams of the dialogs and of the meeting that an event is about: events that share one are linked in log order. */
export const touches = (event: RecordedEvent, streams: StreamNames): string[] => {
  const { meetingUuid } = readDelivery(event.body);
  const touched = dialogsNamedBy(event).map(streams.dialog);
  if (parseStreamName(event.stream)?.kind === 'dialog') touched.push(event.stream);
  if (meetingUuid !== null) touched.push(streams.meeting(meetingUuid));
  return touched;
};
