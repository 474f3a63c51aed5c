import { previousPeriod } from './previousPeriod.js';

const NOW = Date.parse('2026-11-29T15:44:10Z');
const ZONE = 'Europe/Warsaw';

describe('the previous period', () => {
  it('of a week is the week before', () =>
    expect(previousPeriod({ from: '2026-11-16', to: '2026-11-23' }, NOW, ZONE)).toEqual({
      from: '2026-11-09',
      to: '2026-11-16',
    }));

  it('of a day is the same weekday, a week before', () =>
    expect(previousPeriod({ from: '2026-11-24', to: '2026-11-25' }, NOW, ZONE)).toEqual({
      from: '2026-11-17',
      to: '2026-11-18',
    }));

  it('of 30 days begins on the same weekday, five weeks before', () =>
    expect(previousPeriod({ from: '2026-10-01', to: '2026-10-31' }, NOW, ZONE)).toEqual({
      from: '2026-08-27',
      to: '2026-09-26',
    }));

  it('of a day that is not over ends at the same time of day', () =>
    expect(previousPeriod({ from: '2026-11-29', to: '2026-11-30' }, NOW, ZONE)).toEqual({
      from: '2026-11-22',
      to: '2026-11-22T15:40:00.000Z',
    }));

  it('of times is times', () =>
    expect(previousPeriod({ from: '2026-11-24T08:00:00Z', to: '2026-11-24T10:00:00Z' }, NOW, ZONE)).toEqual({
      from: '2026-11-17T08:00:00.000Z',
      to: '2026-11-17T10:00:00.000Z',
    }));

  it('of an open range is none', () => expect(previousPeriod({ from: '2026-11-01' }, NOW, ZONE)).toBeNull());
});
