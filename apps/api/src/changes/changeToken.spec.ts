import type { ReadUpTo } from '#projections';
import { readChangeToken, writeChangeToken } from './changeToken.js';

const READ_AT = '2024-05-01T10:00:00.000Z';
const BEGINNING: ReadUpTo = { log: 'log', readAt: READ_AT, place: null };
const PLACE: ReadUpTo = { ...BEGINNING, place: { position: '0000000000000007', id: 'zażółć', stream: 'record-1' } };

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of changes', () => {
  it.each([
    ['the beginning', BEGINNING],
    ['a place', PLACE],
  ])('stands for %s', (_, readUpTo) => expect(readChangeToken(writeChangeToken(readUpTo))).toEqual(readUpTo));

  it('can stand in an address and in a header as it is', () => {
    expect(writeChangeToken(PLACE)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['a text', 'token'],
    ['a cursor of a list', encoded(['question', READ_AT, 'id', 'stream', 1])],
    ['half a place', encoded(['log', READ_AT, '0000000000000007'])],
    ['too much', encoded(['log', READ_AT, '1', 'id', 'stream', 'more'])],
    ['an object', encoded({ log: 'log' })],
    ['too little', encoded(['log'])],
  ])('is not %s', (_, text) => expect(readChangeToken(text)).toBeNull());
});
