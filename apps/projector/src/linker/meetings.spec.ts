import type { EventLog, RecordedEvent } from '#ports';
import { Meetings } from './meetings.js';

const MEETING = 'meeting-m';

/** A log that holds one meeting's entries, and counts how often they are read. */
const logOf = (...entered: string[]) => {
  const reads = { count: 0 };
  const log = {
    // eslint-disable-next-line @typescript-eslint/require-await
    async *readStream() {
      reads.count += 1;
      for (const dialog of entered) yield { body: { dialog_uuid: dialog } } as unknown as RecordedEvent;
    },
  } as Partial<EventLog> as EventLog;
  return { log, reads };
};

describe('the members of a meeting', () => {
  it('are not known before they are looked up, not even where one has been seen to enter', () => {
    const meetings = new Meetings(logOf('a').log);
    meetings.add(MEETING, 'b');
    expect(meetings.membersOf(MEETING)).toBeNull();
  });

  it('are known in the order of their entries, each once, without reading again, however many enter', async () => {
    const { log, reads } = logOf('first', 'second', 'first');
    const meetings = new Meetings(log);
    await meetings.lookUp(MEETING);
    const dialogs = Array.from({ length: 1000 }, (_, place) => `d${place}`);
    for (const dialog of dialogs) meetings.add(MEETING, dialog);
    expect([...meetings.membersOf(MEETING)!]).toEqual(['first', 'second', ...dialogs]);
    expect(reads.count).toBe(1);
  });

  it('are known of all meetings of a batch at once, though more than are remembered, until the next batch begins', async () => {
    const meetings = new Meetings(logOf(...Array.from({ length: 30_000 }, (_, place) => `d${place}`)).log);
    const rooms = ['meeting-1', 'meeting-2', 'meeting-3'];
    meetings.beginBatch();
    for (const room of rooms) await meetings.lookUp(room);
    meetings.add('meeting-1', 'later');
    expect(rooms.map((room) => meetings.membersOf(room)?.size)).toEqual([30_001, 30_000, 30_000]);
    meetings.beginBatch();
    expect(rooms.filter((room) => meetings.membersOf(room) !== null)).toHaveLength(1);
  });

  it('are none in a meeting that nobody has entered', async () => {
    const meetings = new Meetings(logOf().log);
    await meetings.lookUp(MEETING);
    expect([...meetings.membersOf(MEETING)!]).toEqual([]);
  });
});
