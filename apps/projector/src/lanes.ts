import type { RecordedEvent } from '#ports';
import { dialogsNamedBy, parseStreamName, readDelivery, type StreamNames } from '#domain';

/** What an event touches: its dialogs' streams, its own where that is a dialog's, its meeting's. */
const touches = (event: RecordedEvent, streams: StreamNames): string[] => {
  const { meetingUuid } = readDelivery(event.body);
  const touched = dialogsNamedBy(event).map(streams.dialog);
  if (parseStreamName(event.stream)?.kind === 'dialog') touched.push(event.stream);
  if (meetingUuid !== null) touched.push(streams.meeting(meetingUuid));
  return touched;
};

/**
 * Splits a batch into lanes that touch nothing in common: each is handled in log order, different ones at the same time.
 */
export const lanesOf = (events: readonly RecordedEvent[], streams: StreamNames): RecordedEvent[][] => {
  const laneOf = new Map<string, RecordedEvent[]>();
  const lanes = new Set<RecordedEvent[]>();
  for (const event of events) {
    const touched = touches(event, streams);
    const joined = new Set(touched.map((name) => laneOf.get(name)).filter((lane) => lane !== undefined));
    const [first, ...others] = joined;
    const lane = first ?? [];
    lanes.add(lane);
    lane.push(...others.flat(), event);
    for (const other of others) lanes.delete(other);
    if (others.length > 0) for (const [name, at] of laneOf) if (others.includes(at)) laneOf.set(name, lane);
    for (const name of touched) laneOf.set(name, lane);
  }
  return [...lanes].map((lane) => (lane.length > 1 ? lane.sort((a, b) => (a.position < b.position ? -1 : 1)) : lane));
};
