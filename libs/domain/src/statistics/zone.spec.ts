import fc from 'fast-check';
import { describeRun, propertyRun } from '../../../../test/support/arbitraries.js';
import { Buckets, type Interval } from './buckets.js';
import { isZoneName, weekdayOf, Zone } from './zone.js';

const seconds = (time: string): number => Date.parse(time) / 1000;
const iso = (time: number): string => new Date(time * 1000).toISOString().replace('.000Z', 'Z');

const intlLocal = (time: number, name: string): number => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(time * 1000).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
};

describe('the offsets of a zone', () => {
  it(`are those of Intl, in every zone, ${describeRun()}`, () => {
    const anyMoment = fc.integer({ min: seconds('1971-01-01T00:00:00Z'), max: seconds('2045-01-01T00:00:00Z') });
    const property = fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), anyMoment, (name, time) => {
      const zone = new Zone(name);
      expect(time + zone.offsetAt(time)).toBe(intlLocal(time, name));
    });
    fc.assert(property, propertyRun);
  });

  it.each([
    ['Europe/Warsaw', '2026-03-29T01:00:00Z', 3600, 7200],
    ['Europe/Warsaw', '2026-10-25T01:00:00Z', 7200, 3600],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 39_600, 37_800],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', -36_000, 50_400],
    ['America/St_Johns', '2010-11-07T02:31:00Z', -9000, -12_600],
  ])('change at the second in %s at %s', (name, shift, before, after) => {
    const zone = new Zone(name);
    expect([zone.offsetAt(seconds(shift) - 1), zone.offsetAt(seconds(shift))]).toEqual([before, after]);
  });

  it('keep the seconds of the times before there were zones', () => {
    expect(new Zone('America/New_York').offsetAt(seconds('1850-01-01T00:00:00Z'))).toBe(-17_762);
  });
});

it.each([
  ['Europe/Warsaw', true],
  ['UTC', true],
  ['Mars/Phobos', false],
  ['+02:00', false],
  ['', false],
])('%s is a zone: %s', (name, isZone) => {
  expect(isZoneName(name)).toBe(isZone);
});

it('weekdays begin with Monday', () => {
  expect([0, 3, 4, -4].map(weekdayOf)).toEqual([4, 7, 1, 7]); // 1970-01-01 was a Thursday
});

const bucketsFrom = (from: string, count: number, interval: Interval, zone: string): string[] => {
  const buckets = new Buckets(interval, new Zone(zone));
  const found = [buckets.at(seconds(from))];
  while (found.length < count) found.push(buckets.at(found.at(-1)!.to));
  return [...found.map((bucket) => iso(bucket.from)), iso(found.at(-1)!.to)];
};

describe('buckets', () => {
  it('of days have 23 and 25 hours where the clock shifts', () => {
    expect(bucketsFrom('2026-03-28T12:00:00Z', 3, 'P1D', 'Europe/Warsaw')).toEqual([
      '2026-03-27T23:00:00Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
      '2026-03-30T22:00:00Z',
    ]);
    expect(bucketsFrom('2026-10-25T12:00:00Z', 1, 'P1D', 'Europe/Warsaw')).toEqual([
      '2026-10-24T22:00:00Z',
      '2026-10-25T23:00:00Z',
    ]);
  });

  it('of hours are two where an hour comes twice', () => {
    expect(bucketsFrom('2026-10-25T00:10:00Z', 3, 'PT1H', 'Europe/Warsaw')).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
      '2026-10-25T03:00:00Z',
    ]);
  });

  it('of hours are local ones, cut where the clock shifts by half an hour', () => {
    expect(bucketsFrom('2026-04-04T14:30:00Z', 3, 'PT1H', 'Australia/Lord_Howe')).toEqual([
      '2026-04-04T14:00:00Z', // 01:00 to 02:00, summer time
      '2026-04-04T15:00:00Z', // 01:30 to 02:00, winter time
      '2026-04-04T15:30:00Z', // 02:00
      '2026-04-04T16:30:00Z',
    ]);
    expect(bucketsFrom('2026-10-03T15:00:00Z', 3, 'PT1H', 'Australia/Lord_Howe')).toEqual([
      '2026-10-03T14:30:00Z', // 01:00 to 02:00, winter time
      '2026-10-03T15:30:00Z', // 02:30 to 03:00, summer time
      '2026-10-03T16:00:00Z', // 03:00
      '2026-10-03T17:00:00Z',
    ]);
  });

  it('of hours and quarters follow zones of 30 and 45 minutes', () => {
    expect(bucketsFrom('2026-01-01T00:00:00Z', 1, 'PT1H', 'Asia/Kolkata')).toEqual([
      '2025-12-31T23:30:00Z',
      '2026-01-01T00:30:00Z',
    ]);
    expect(bucketsFrom('2026-01-01T00:00:00Z', 1, 'PT1H', 'Asia/Kathmandu')).toEqual([
      '2025-12-31T23:15:00Z',
      '2026-01-01T00:15:00Z',
    ]);
  });

  it('of weeks begin on Monday, across the end of a year', () => {
    expect(bucketsFrom('2026-12-31T12:00:00Z', 1, 'P1W', 'UTC')).toEqual([
      '2026-12-28T00:00:00Z',
      '2027-01-04T00:00:00Z',
    ]);
  });

  it('of months have their own lengths, in the first century too', () => {
    expect(bucketsFrom('2024-02-10T00:00:00Z', 2, 'P1M', 'UTC')).toEqual([
      '2024-02-01T00:00:00Z',
      '2024-03-01T00:00:00Z',
      '2024-04-01T00:00:00Z',
    ]);
    expect(bucketsFrom('0001-12-10T00:00:00Z', 1, 'P1M', 'UTC')).toEqual([
      '0001-12-01T00:00:00Z',
      '0002-01-01T00:00:00Z',
    ]);
  });

  it('of days leave out a day that a zone has skipped', () => {
    expect(bucketsFrom('2011-12-29T12:00:00Z', 2, 'P1D', 'Pacific/Apia')).toEqual([
      '2011-12-29T10:00:00Z',
      '2011-12-30T10:00:00Z',
      '2011-12-31T10:00:00Z',
    ]);
  });

  it('of days begin with the first midnight where there are two', () => {
    // a minute after midnight the clock went back to 23:01
    expect(bucketsFrom('2010-11-07T02:50:00Z', 1, 'P1D', 'America/St_Johns')).toEqual([
      '2010-11-07T02:30:00Z',
      '2010-11-08T03:30:00Z',
    ]);
  });

  it('of days begin at one where there is no midnight', () => {
    expect(bucketsFrom('2024-04-26T12:00:00Z', 1, 'P1D', 'Africa/Cairo')).toEqual([
      '2024-04-25T22:00:00Z',
      '2024-04-26T21:00:00Z',
    ]);
  });
});
