import { intervalOf, intervalsFor, usualInterval } from './interval.js';

describe('intervals', () => {
  it.each([
    ['2026-11-29', '2026-11-30', 'PT1H'],
    ['2026-11-23', '2026-11-30', 'P1D'],
    ['2026-10-31', '2026-11-30', 'P1D'],
    ['2026-01-01', '2027-01-01', 'P1W'],
    ['2020-01-01', '2027-01-01', 'P1M'],
  ])('from %s to %s are usually %s', (from, to, interval) => expect(usualInterval({ from, to })).toBe(interval));

  it('offer only bars that can be told apart', () => {
    expect(intervalsFor({ from: '2026-11-29', to: '2026-11-30' })).toEqual(['PT15M', 'PT1H', 'P1D']);
    expect(intervalsFor({ from: '2026-01-01', to: '2026-12-01' })).toEqual(['P1D', 'P1W', 'P1M']);
    expect(intervalsFor({ from: '2026-11-29T10:00Z', to: '2026-11-29T10:05Z' })).toEqual(['PT15M']);
    expect(intervalsFor({})).toEqual(['P1M']);
  });

  it('take what the address asks for where it fits', () => {
    expect(intervalOf('PT15M', { from: '2026-11-29', to: '2026-11-30' })).toBe('PT15M');
    expect(intervalOf('PT15M', { from: '2026-01-01', to: '2026-12-01' })).toBe('P1W');
    expect(intervalOf('fortnight', { from: '2026-11-29', to: '2026-11-30' })).toBe('PT1H');
  });
});
