import fc from 'fast-check';
import { describeRun, propertyRun } from '../../../test/support/arbitraries.js';
import { askedQuarters, isOnLocalClock, localClockTest, quarterOfWeek } from './localClock.js';
import { Zone } from './statistics/zone.js';

/** Of whole, half and quarter hours, with and without summer time, and some that have changed their rules. */
const ZONES = [
  'UTC',
  'Europe/Warsaw',
  'Europe/Moscow',
  'America/St_Johns',
  'America/Caracas',
  'Asia/Kathmandu',
  'Asia/Pyongyang',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
];

const seconds = (time: string): number => Date.parse(time) / 1000;
const ALL = { clock: { now: Date.parse('2026-11-29T12:00:00Z') } };

describe('hours and weekdays of a zone', () => {
  it.each([
    ['2020-08-26T12:59:36Z', 'UTC', 12, 3],
    ['2020-08-26T12:59:36Z', 'Europe/Warsaw', 14, 3],
    // Sunday evening in UTC is Monday morning in Auckland
    ['2026-11-29T11:30:00Z', 'Pacific/Auckland', 0, 1],
    ['2026-03-29T01:30:00Z', 'Europe/Warsaw', 3, 7],
    ['2026-11-28T18:20:00Z', 'Asia/Kathmandu', 0, 7],
  ])('%s is in %s at %d o’clock of weekday %d', (time, timezone, hour, day) => {
    expect(isOnLocalClock({ hourOfDay: [hour], weekday: [day], timezone }, time)).toBe(true);
    expect(isOnLocalClock({ hourOfDay: [(hour + 1) % 24], timezone }, time)).toBe(false);
    expect(isOnLocalClock({ weekday: [(day % 7) + 1], timezone }, time)).toBe(false);
  });

  it('are those of UTC unless a zone is named, and any where none is asked for', () => {
    expect(isOnLocalClock({ hourOfDay: [12] }, '2020-08-26T12:59:36Z')).toBe(true);
    expect(isOnLocalClock({ timezone: 'Europe/Warsaw' }, '2020-08-26T12:59:36Z')).toBe(true);
    expect(isOnLocalClock({ hourOfDay: [] }, '2020-08-26T12:59:36Z')).toBe(false);
  });

  it(`are found by quarters of the UTC week, ${describeRun()}`, () => {
    const anyTime = fc.integer({ min: seconds('2000-01-01T00:00:00Z'), max: ALL.clock.now / 1000 });
    const anyAsked = fc.record(
      {
        hourOfDay: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 12 }),
        weekday: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
      },
      { requiredKeys: [] },
    );
    const anyZone = fc.constantFrom(...ZONES);
    const property = fc.property(anyTime, anyAsked, anyZone, (time, asked, timezone) => {
      const text = new Date(time * 1000).toISOString();
      const found = askedQuarters({ ...asked, timezone, ...ALL })?.some(
        ({ quarters, stretches }) =>
          quarters.includes(quarterOfWeek(time)) &&
          stretches.some(({ from, to }) => (from === null || text >= from) && (to === null || text < to)),
      );
      expect(found).toEqual(localClockTest({ ...asked, timezone })?.(time));
    });
    fc.assert(property, propertyRun);
  });

  it('need one item where the range lies within one offset', () => {
    const winter = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', ...ALL };
    expect(askedQuarters({ hourOfDay: [9], weekday: [1], timezone: 'Europe/Warsaw', ...winter })).toEqual([
      { quarters: [32, 33, 34, 35], stretches: [{ from: null, to: null }] },
    ]);
  });
});

it('every zone has been whole quarters of an hour away from UTC since 2000', () => {
  const moments = Array.from(
    { length: 27 * 2 },
    (_, half) => Date.UTC(2000 + Math.floor(half / 2), (half % 2) * 6) / 1000,
  );
  const odd = Intl.supportedValuesOf('timeZone').filter((name) => {
    const zone = new Zone(name);
    return moments.some((moment) => zone.offsetAt(moment) % 900 !== 0);
  });
  expect(odd).toEqual([]);
});
