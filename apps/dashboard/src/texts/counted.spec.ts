import { counted } from './counted.js';

describe('a number with its word', () => {
  const calls = counted('pl', { one: 'połączenie', few: 'połączenia', many: 'połączeń', other: 'połączenia' });

  it.each([
    [1, '1 połączenie'],
    [3, '3 połączenia'],
    [5, '5 połączeń'],
    [12, '12 połączeń'],
    [22, '22 połączenia'],
    [1234, '1234 połączenia'],
    [12345, '12\u00a0345 połączeń'],
  ])('is in Polish for %d: %s', (count, text) => expect(calls(count)).toBe(text));

  it('groups digits in English', () => {
    expect(counted('en', { one: 'call', other: 'calls' })(1234)).toBe('1,234 calls');
  });
});
