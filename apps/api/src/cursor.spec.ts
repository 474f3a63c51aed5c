import { questionOf, readCursor, writeCursor, type Cursor } from './cursor.js';

const key = { startedAt: '2020-08-26T12:59:36Z', id: '028b5322', stream: 'campaignRecord-1' };
const written = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it.each<Cursor>([
    { question: 'q', key },
    { question: 'q', key: { ...key, leg: 0 } },
    { question: 'q', key: { ...key, id: '\ud800 odd "id"', stream: '\u0000' } },
  ])('comes back as it was written', (cursor) => {
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
    expect(writeCursor(cursor)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    '',
    'garbage',
    'x'.repeat(3000),
    '%%%',
    written({ a: {} }),
    written(null),
    written([]),
    written(['q', key.startedAt, key.id]),
    written(['q', key.startedAt, key.id, key.stream, 0, 0]),
    written(['q', 'yesterday', key.id, key.stream]),
    written(['q', key.startedAt, 1, key.stream]),
    written(['q', key.startedAt, key.id, null]),
    written(['q', key.startedAt, key.id, key.stream, -1]),
    written(['q', key.startedAt, key.id, key.stream, 1.5]),
    written(['q', key.startedAt, key.id, key.stream, null]),
    written([1, key.startedAt, key.id, key.stream]),
    Buffer.from('[1e999,null]').toString('base64url'),
  ])('is refused when it is %s', (text) => expect(readCursor(text)).toBeNull());
});

describe('the question of a cursor', () => {
  const asked = { attribution: 'start', campaign: ['a', 'b'], from: '2024-01-01T00:00:00Z' } as const;
  const question = questionOf('calls', asked, 'startedAt');

  it('does not depend on the order in which the parameters were given', () => {
    const shuffled = { from: '2024-01-01T00:00:00Z', campaign: ['b', 'a'], attribution: 'start' } as const;
    expect(questionOf('calls', shuffled, 'startedAt')).toBe(question);
  });
  it('is another one with another list, order or filter', () => {
    const others = [
      questionOf('legs', asked, 'startedAt'),
      questionOf('calls', asked, '-startedAt'),
      questionOf('calls', { ...asked, campaign: ['a'] }, 'startedAt'),
      questionOf('calls', { ...asked, final: true }, 'startedAt'),
    ];
    expect(new Set([question, ...others]).size).toBe(5);
  });
});
