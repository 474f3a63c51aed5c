import { parseLength } from './length.js';

describe('a length as one types it', () => {
  it.each([
    ['10', 10],
    ['0', 0],
    ['0:10', 10],
    [' 1:30 ', 90],
    ['90', 90],
    ['75:00', 4500],
    ['1:02:33', 3753],
  ])('takes %j as %d seconds', (text, seconds) => expect(parseLength(text)).toBe(seconds));

  it.each([
    '',
    ':',
    '1:',
    ':30',
    '1:5',
    '1:60',
    '1:2:03',
    '1:02:03:04',
    '1.5',
    '-3',
    '1e3',
    '10 s',
    'ten',
    '9999999999',
  ])('refuses %j', (text) => expect(parseLength(text)).toBeNull());
});
