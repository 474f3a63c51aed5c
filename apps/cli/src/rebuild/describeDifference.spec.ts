import { DifferenceTally } from '#domain';
import { aCall } from '../../../../test/contract/someCalls.js';
import { describeDifference } from './describeDifference.js';

describe('a difference for people to read', () => {
  it('tells the calls, the fields with most calls first, and some of the calls', () => {
    const call = aCall('s', { id: 'one' });
    const durations = { ...call.durations, talkSeconds: 1_240 };
    const hangup = { ...call.hangup!, side: 'unknown' as const };
    const other = aCall('s', { id: 'two' });
    const tally = new DifferenceTally();
    tally.add(
      [call, other, aCall('s', { id: 'gone' })],
      [
        { ...call, durations, hangup },
        { ...other, hangup },
      ],
    );
    const { fields, ...rest } = tally.difference('0007');
    const shown = Object.fromEntries(Object.entries(fields).filter(([path]) => /talkSeconds$|hangup/.test(path)));
    expect(describeDifference({ ...rest, fields: shown })).toBe(
      [
        '        before   after   added   removed   changed',
        'calls        3       2       0         1         2',
        '',
        'field                   changed in   sum before   after   moved by',
        'hangup.side                      2',
        'durations.talkSeconds            1           21   1,247     +1,226',
        'legs.talkSeconds                 0           24      16         -8',
        '',
        'some of them:',
        'gone  removed',
        'one',
        '  durations.talkSeconds: 7 -> 1240',
        '  hangup.side: "contact" -> "unknown"',
        'two',
        '  hangup.side: "contact" -> "unknown"',
      ].join('\n'),
    );
  });

  it('says when no call differs', () => {
    const tally = new DifferenceTally();
    tally.add([aCall('s', { id: 'a' })], [aCall('s', { id: 'a' })]);
    expect(describeDifference(tally.difference(''))).toMatch(/no call differs$/);
  });
});
