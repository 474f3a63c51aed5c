import type { Call } from '../../api/client.js';
import { doingOf } from './doing.js';

const leg = (role: string, times: object): object => ({
  ...{ role, createdAt: '12:00', ringingAt: null, answeredAt: null, talkingAt: null, closedAt: null },
  ...times,
});
const now = (direction: string, ...legs: object[]) =>
  doingOf({ direction, legs, startedAt: '11:59', talkingAt: null } as unknown as Call);

describe('what an open call is at', () => {
  it.each([
    ['an outbound contact who is rung', now('OUTBOUND', leg('contact', {})), 'ringing', '12:00'],
    [
      'the same, while a consultant is there',
      now('OUTBOUND', leg('consultant', { answeredAt: '11:59' }), leg('contact', {})),
      'ringing',
      '12:00',
    ],
    [
      'a consultant who is there before a number is dialled',
      now('OUTBOUND', leg('consultant', { answeredAt: '12:01' })),
      'waiting',
      '12:01',
    ],
    [
      'a client who called',
      now('INBOUND', leg('contact', { answeredAt: '12:00' }), leg('consultant', {})),
      'waiting',
      '12:00',
    ],
    [
      'an answered contact without a consultant',
      now('OUTBOUND', leg('contact', { answeredAt: '12:02' })),
      'waiting',
      '12:02',
    ],
    ['somebody who talks', now('INBOUND', leg('contact', { talkingAt: '12:03' })), 'talking', '12:03'],
    ['a consultant who is rung', now('OUTBOUND', leg('consultant', {})), 'ringing', '11:59'],
    [
      'one who talked and left',
      now(
        'OUTBOUND',
        leg('contact', { talkingAt: '12:03', closedAt: '12:04' }),
        leg('consultant', { answeredAt: '12:01' }),
      ),
      'waiting',
      '12:01',
    ],
  ])('is for %s: %j', (_, { doing, since }, expected, expectedSince) => {
    expect([doing, since]).toEqual([expected, expectedSince]);
  });
});
