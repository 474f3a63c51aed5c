import fc from 'fast-check';
import { isoSeconds, readEventTime } from './eventTime.js';

const OF_FOUR_DIGIT_YEARS = { min: -62_167_219_200, max: 253_402_300_799 };

describe("the platform's time", () => {
  it('is read in UTC, to the second', () => {
    expect(readEventTime('2020-08-26 12:59:36')).toBe(1_598_446_776);
    expect(readEventTime('0050-01-01 00:00:00')).toBe(Date.parse('0050-01-01T00:00:00Z') / 1000);
  });

  it.each([
    '2020-02-30 10:00:00',
    '2021-02-29 10:00:00',
    '2020-13-01 10:00:00',
    '2020-00-10 10:00:00',
    '2020-01-01 24:00:00',
    '2020-01-01 10:60:00',
    '2020-01-01 10:00:60',
    '2020-01-01T10:00:00',
    '2020-01-01 10:00',
    '',
    null,
    undefined,
    1_598_446_776,
  ])('is not %p', (value) => {
    expect(readEventTime(value)).toBeNull();
  });

  it('comes out as it went in, whatever the second', () => {
    fc.assert(
      fc.property(fc.integer(OF_FOUR_DIGIT_YEARS), (seconds) => {
        const iso = isoSeconds(seconds);
        expect(iso).toBe(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));
        expect(readEventTime(iso.replace('T', ' ').replace('Z', ''))).toBe(seconds);
      }),
    );
  });
});
