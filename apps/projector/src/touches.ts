import type { RecordedEvent } from '#ports';
import { dialogsNamedBy, parseStreamName, readDelivery, type StreamNames } from '#domain';

/** The streams that linking an event may read or write: its dialogs', its own where that is a dialog's, its meeting's. */
export const touches = (event: RecordedEvent, streams: StreamNames): string[] => {
  const { meetingUuid } = readDelivery(event.body);
  const touched = dialogsNamedBy(event).map(streams.dialog);
  if (parseStreamName(event.stream)?.kind === 'dialog') touched.push(event.stream);
  if (meetingUuid !== null) touched.push(streams.meeting(meetingUuid));
  return touched;
};
