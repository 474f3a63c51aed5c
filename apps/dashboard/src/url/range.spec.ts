import { boundsIn, boundsOf, dateIn, RANGES } from './range.js';

describe('a relative range', () => {
  it.each([
    ['today', '2026-11-29', '2026-11-30'],
    ['yesterday', '2026-11-28', '2026-11-29'],
    ['thisWeek', '2026-11-23', '2026-11-30'],
    ['lastWeek', '2026-11-16', '2026-11-23'],
    ['last7Days', '2026-11-23', '2026-11-30'],
    ['last30Days', '2026-10-31', '2026-11-30'],
    ['thisMonth', '2026-11-01', '2026-12-01'],
    ['lastMonth', '2026-10-01', '2026-11-01'],
  ] as const)('%s is from %s until %s, on Sunday the 29th of November', (range, from, to) => {
    expect(boundsOf(range, '2026-11-29')).toEqual({ from, to });
  });

  it('begins its weeks on Monday and its months in the last year, where that is so', () => {
    expect(boundsOf('thisWeek', '2026-11-30')).toEqual({ from: '2026-11-30', to: '2026-12-07' });
    expect(boundsOf('lastMonth', '2027-01-31')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect(boundsOf('last30Days', '2028-03-01')).toEqual({ from: '2028-02-01', to: '2028-03-02' });
  });

  it('may be everything', () => {
    expect(boundsOf('all', '2026-11-29')).toEqual({});
    expect(RANGES).toContain('all');
  });
});

describe('the range of an address', () => {
  const today = '2026-11-29';

  it('is the fallback where it says nothing, or nothing that is known', () => {
    expect(boundsIn({}, 'today', today)).toEqual({ from: today, to: '2026-11-30' });
    expect(boundsIn({ range: ['everything'] }, 'today', today)).toEqual({ from: today, to: '2026-11-30' });
  });

  it('is from and to as they are written', () => {
    expect(boundsIn({ from: ['2026-11-01T08:00:00Z'] }, 'today', today)).toEqual({ from: '2026-11-01T08:00:00Z' });
  });
});

describe("a zone's date", () => {
  it('is that of its own clocks', () => {
    const millis = Date.parse('2026-11-29T23:30:00Z');
    expect(dateIn(millis, 'Europe/Warsaw')).toBe('2026-11-30');
    expect(dateIn(millis, 'America/New_York')).toBe('2026-11-29');
  });
});
