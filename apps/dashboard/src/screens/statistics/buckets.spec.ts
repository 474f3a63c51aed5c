import { bucketBounds, nameBuckets, ticksOf, type Bucket } from './buckets.js';

const ZONE = 'Europe/Warsaw';
const HOUR = 3_600_000;

const hoursFrom = (from: string, count: number): Bucket[] =>
  Array.from({ length: count }, (_, index) => {
    const start = Date.parse(from) + index * HOUR;
    return { from: new Date(start).toISOString(), to: new Date(start + HOUR).toISOString() };
  });

const daysFrom = (from: string, count: number): Bucket[] =>
  hoursFrom(from, count).map((_, index) => {
    const start = Date.parse(from) + index * 24 * HOUR;
    return { from: new Date(start).toISOString(), to: new Date(start + 24 * HOUR).toISOString() };
  });

describe('the names of buckets', () => {
  it('are those of the zone’s clocks, in both languages', () => {
    const day = [{ from: '2026-11-23T23:00:00Z', to: '2026-11-24T23:00:00Z' }];
    expect(nameBuckets(day, 'P1D', 'pl', ZONE)[0]).toMatchObject({ tick: '24.11', name: 'wt., 24.11.2026' });
    expect(nameBuckets(day, 'P1D', 'en', ZONE)[0]).toMatchObject({ tick: '24 Nov', name: 'Tue, 24 Nov 2026' });
  });

  it('tell the hours of 25 October apart that come twice, by their offsets', () => {
    const named = nameBuckets(hoursFrom('2026-10-24T22:00:00Z', 25), 'PT1H', 'en', ZONE);
    expect(named.slice(0, 5).map(({ tick }) => tick)).toEqual([
      '25 Oct',
      '01:00',
      '02:00 +02:00',
      '02:00 +01:00',
      '03:00',
    ]);
    expect(named.at(-1)?.tick).toBe('23:00');
  });

  it('skip the hour of 29 March that does not come', () => {
    const named = nameBuckets(hoursFrom('2026-03-28T23:00:00Z', 23), 'PT1H', 'en', ZONE);
    expect(named.slice(1, 4).map(({ tick }) => tick)).toEqual(['01:00', '03:00', '04:00']);
    expect(named.at(-1)?.tick).toBe('23:00');
  });
});

describe('the labels of the axis', () => {
  it('stand at each hour where there is room, else at round ones', () => {
    const named = nameBuckets(hoursFrom('2026-10-24T22:00:00Z', 25), 'PT1H', 'en', ZONE);
    const labels = (most: number): string[] => ticksOf(named, 'PT1H', most).map((index) => named[index]!.tick);
    expect(labels(30)).toHaveLength(25);
    expect(labels(6)).toEqual(['25 Oct', '06:00', '12:00', '18:00']);
    expect(labels(13)).toHaveLength(12);
  });

  it('stand at Mondays where there is no room for each day', () => {
    const named = nameBuckets(daysFrom('2026-10-31T23:00:00Z', 30), 'P1D', 'en', ZONE);
    expect(ticksOf(named, 'P1D', 10).map((index) => named[index]!.tick)).toEqual([
      '2 Nov',
      '9 Nov',
      '16 Nov',
      '23 Nov',
      '30 Nov',
    ]);
  });
});

describe('the labels of a short range', () => {
  it('are at its ends where no round one is among it', () => {
    const named = nameBuckets(daysFrom('2026-11-23T23:00:00Z', 5), 'P1D', 'en', ZONE);
    expect(ticksOf(named, 'P1D', 2).map((index) => named[index]!.tick)).toEqual(['24 Nov', '28 Nov']);
    expect(ticksOf(named.slice(0, 1), 'P1D', 2)).toEqual([0]);
    expect(ticksOf([], 'P1D', 2)).toEqual([]);
  });
});

describe('the range of a bucket', () => {
  it('is dates for whole days, also for one of 25 hours', () =>
    expect(bucketBounds({ from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' }, ZONE)).toEqual({
      from: ['2026-10-25'],
      to: ['2026-10-26'],
    }));

  it('is times for anything else', () =>
    expect(bucketBounds({ from: '2026-10-25T00:00:00Z', to: '2026-10-25T01:00:00Z' }, ZONE)).toEqual({
      from: ['2026-10-25T00:00:00Z'],
      to: ['2026-10-25T01:00:00Z'],
    }));
});
