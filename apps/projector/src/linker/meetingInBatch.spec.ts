import fc from 'fast-check';
import { decideForEvent, type DialogEnd, type LinkAction, type LoggedEvent } from '#domain';
import { recorded, streams } from '../../../../test/support/recorded.js';
import { MeetingInBatch, type MetDialogs } from './meetingInBatch.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const RECORDS = ['r1', 'r2', 'r3'].map(streams.record);

/** Either a dialog enters, again perhaps, or a stream without a link gets one to a record (null: to the stream of the dialog named first). */
const steps = fc.array(
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ enters: fc.constantFrom(...NAMES), inRecord: fc.option(fc.constantFrom(...RECORDS)) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ linked: fc.constantFrom(...NAMES), to: fc.constantFrom(...RECORDS, ...NAMES) }),
    },
  ),
  { maxLength: 25 },
);

/** What is decided, each stream being linked once. */
const decide = (event: LoggedEvent, own: DialogEnd, met: MetDialogs): LinkAction[] => {
  const linked = new Set<string>();
  return decideForEvent(event, { own, named: [], ...met }).filter((action) => {
    if (action.do !== 'link') return true;
    const isFirst = !linked.has(action.from);
    linked.add(action.from);
    return isFirst;
  });
};

describe('a meeting in a batch', () => {
  it('decides by the first member of each end what all members decide', () =>
    fc.assert(
      fc.property(fc.subarray(NAMES), steps, (before, course) => {
        const links = new Map<string, string>();
        const endOf = (dialog: string): DialogEnd => {
          let end = streams.dialog(dialog);
          for (let link = links.get(end); link !== undefined; link = links.get(end)) end = link;
          return { dialog, end };
        };
        const members = [...before];
        const meeting = new MeetingInBatch(before, endOf);
        for (const step of course) {
          if ('linked' in step) {
            const from = endOf(step.linked).end;
            const to = RECORDS.includes(step.to) ? step.to : endOf(step.to).end;
            if (from !== to && !RECORDS.includes(from)) links.set(from, to);
            continue;
          }
          const { enters, inRecord } = step;
          if (!meeting.has(enters)) {
            meeting.enter(enters);
            members.push(enters);
          }
          const place = members.indexOf(enters);
          const [metBefore, metSince] = [members.slice(0, place).map(endOf), members.slice(place + 1).map(endOf)];
          const stream = inRecord ?? streams.dialog(enters);
          if (inRecord === null && links.has(stream)) continue; // its events are handled where they are copied to
          const [event] = recorded([{ event_type: 'user_dialog', dialog_uuid: enters }], { stream });
          const decided = decide(event!, endOf(enters), meeting.metBy(enters));
          expect(decided).toEqual(
            decide(event!, endOf(enters), { metBefore, metSince, allMetBefore: () => metBefore }),
          );
          for (const action of decided) if (action.do === 'link') links.set(action.from, action.to);
        }
        expect(members.every((dialog) => meeting.has(dialog))).toBe(true);
      }),
    ));

  it('looks at all members once, and then at one for each end', () => {
    const [record] = RECORDS as [string];
    const members = Array.from({ length: 1000 }, (_, i) => `m${i}`);
    let looks = 0;
    const meeting = new MeetingInBatch(members, (dialog) => {
      looks++;
      return { dialog, end: record };
    });
    expect(looks).toBe(members.length);
    meeting.enter('another');
    const { metBefore, allMetBefore } = meeting.metBy('another');
    expect(metBefore).toEqual([{ dialog: 'm0', end: record }]);
    expect(looks).toBe(members.length + 2);
    expect(allMetBefore().map(({ dialog }) => dialog)).toEqual(members);
  });
});
