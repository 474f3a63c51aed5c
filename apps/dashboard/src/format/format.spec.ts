import { createFormat, duration } from './format.js';

describe('a duration', () => {
  it.each([
    [null, '—'],
    [0, '0:00'],
    [7, '0:07'],
    [61, '1:01'],
    [3753, '1:02:33'],
  ])('of %p seconds is written %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe('figures and times', () => {
  const pl = createFormat('pl', 'Europe/Warsaw');
  const en = createFormat('en', 'Europe/Warsaw');

  it('are written as Polish writes them', () => {
    expect([pl.number(1234), pl.number(12345), pl.percent(0.123)]).toEqual(['1234', '12\u00a0345', '12,3%']);
    expect(pl.dateTime('2026-11-28T13:32:05Z')).toBe('28.11.2026, 14:32:05');
    expect(pl.day('2026-11-28')).toBe('28.11.2026');
  });

  it('are written as English writes them', () => {
    expect([en.number(1234), en.percent(0.123)]).toEqual(['1,234', '12.3%']);
    expect(en.dateTime('2026-11-28T13:32:05Z')).toBe('28 Nov 2026, 14:32:05');
  });

  it('say a long span in days and hours', () => {
    expect([en.span(3753), en.span(86_400), en.span(183_661)]).toEqual(['1:02:33', '1 day', '2 days 3 hrs']);
    expect(pl.span(183_661)).toBe('2 dni 3 godz.');
  });

  it('show both hours of the night in which the clocks go back', () => {
    expect([pl.time('2026-10-25T00:30:00Z'), pl.time('2026-10-25T01:30:00Z')]).toEqual(['02:30:00', '02:30:00']);
  });
});
