import type { EventLog, RecordedEvent } from '#ports';
import { Meetings } from './meetings.js';

const MEETING = 'meeting-m';

/** A meeting's stream that notes from where it is read. */
const aMeeting = () => {
  const entered: string[] = [];
  const readFrom: number[] = [];
  const log = {
    // eslint-disable-next-line @typescript-eslint/require-await
    async *readStream(_stream: string, { from = 0 } = {}) {
      readFrom.push(from);
      for (const [revision, dialog] of entered.entries())
        if (revision >= from) yield { revision, body: { dialog_uuid: dialog } } as unknown as RecordedEvent;
    },
  } as Partial<EventLog> as EventLog;
  const enter = (dialog: string) => {
    const known = entered.indexOf(dialog);
    if (known === -1) entered.push(dialog);
    return { revision: known === -1 ? entered.length - 1 : known, position: '', repeated: known !== -1 };
  };
  return { log, enter, readFrom };
};

describe('the members of a meeting', () => {
  it('are known without reading its stream again, however many enter', async () => {
    const { log, enter, readFrom } = aMeeting();
    enter('first');
    const meetings = new Meetings(log);
    const dialogs = Array.from({ length: 1000 }, (_, place) => `d${place}`);
    let members: readonly string[] = [];
    for (const dialog of dialogs) members = await meetings.membersAfter(MEETING, dialog, enter(dialog));
    expect(members).toEqual(['first', ...dialogs]);
    expect(readFrom).toEqual([0]);
  });

  it('are read where others have entered meanwhile, or an entry could not be written', async () => {
    const { log, enter, readFrom } = aMeeting();
    const meetings = new Meetings(log);
    await meetings.membersAfter(MEETING, 'a', enter('a'));
    enter('of another linker');
    expect(await meetings.membersAfter(MEETING, 'b', enter('b'))).toEqual(['a', 'of another linker', 'b']);
    enter('of another linker again');
    const all = ['a', 'of another linker', 'b', 'of another linker again'];
    expect(await meetings.membersAfter(MEETING, 'too large', null)).toEqual(all);
    expect(readFrom).toEqual([1, 3]);
  });

  it('are not read for the repeat of an entry that was read: a copy of the event, handled where it stands', async () => {
    const { log, enter, readFrom } = aMeeting();
    const meetings = new Meetings(log);
    await meetings.membersAfter(MEETING, 'a', enter('a'));
    await meetings.membersAfter(MEETING, 'b', enter('b'));
    expect(await meetings.membersAfter(MEETING, 'a', enter('a'))).toEqual(['a', 'b']);
    expect(readFrom).toEqual([]);
  });

  it('are read for the repeat of an entry of which nothing is known, as after a restart', async () => {
    const { log, enter, readFrom } = aMeeting();
    for (const dialog of ['a', 'b']) enter(dialog);
    expect(await new Meetings(log).membersAfter(MEETING, 'b', enter('b'))).toEqual(['a', 'b']);
    expect(readFrom).toEqual([0]);
  });
});
