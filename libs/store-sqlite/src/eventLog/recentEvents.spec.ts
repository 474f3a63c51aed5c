import type { RecordedEvent } from '#ports';
import { writePosition } from './position.js';
import { RecentEvents, type LogRun } from './recentEvents.js';

const MEGABYTE = 1024 * 1024;
const anEvent = (position: number, text = '{}'): RecordedEvent =>
  ({ position: writePosition(position), text }) as RecordedEvent;

/** A run with an event of the chosen streams at each position after `after` and up to `position`. */
const run = (after: number, position: number, text?: string): LogRun => ({
  after,
  position,
  events: Array.from({ length: position - after }, (_, i) => anEvent(after + 1 + i, text)),
});
const placesOf = (found: LogRun | null): number[] | null =>
  found && found.events.map(({ position }) => Number(position));

describe('what was read last of the log', () => {
  const PREFIXES = ['dialog-'];
  let recent: RecentEvents;
  beforeEach(() => {
    recent = new RecentEvents();
  });

  it('is given from any place in it, run by run', () => {
    recent.add(PREFIXES, run(0, 3));
    recent.add(PREFIXES, run(3, 5));
    expect(placesOf(recent.after(PREFIXES, 1, 10))).toEqual([2, 3]);
    expect(recent.after(PREFIXES, 3, 10)).toMatchObject({ after: 3, position: 5 });
    expect(recent.after(PREFIXES, 5, 10)).toBeNull();
  });

  it('reaches over places of other streams', () => {
    recent.add(PREFIXES, { after: 0, position: 9, events: [anEvent(2)] });
    expect(recent.after(PREFIXES, 4, 10)).toEqual({ after: 4, position: 9, events: [] });
  });

  it('is cut to what was asked for, and goes on behind it', () => {
    recent.add(PREFIXES, run(0, 5));
    const first = recent.after(PREFIXES, 0, 2);
    expect(first).toMatchObject({ position: 2 });
    expect(placesOf(first)).toEqual([1, 2]);
    expect(placesOf(recent.after(PREFIXES, 2, 3))).toEqual([3, 4, 5]);
  });

  it('is forgotten where the next run does not follow on, and belongs to its streams alone', () => {
    recent.add(PREFIXES, run(0, 3));
    expect(recent.after(['campaignRecord-'], 0, 10)).toBeNull();
    recent.add(PREFIXES, run(7, 9));
    expect(recent.after(PREFIXES, 0, 10)).toBeNull();
    expect(placesOf(recent.after(PREFIXES, 7, 10))).toEqual([8, 9]);
  });

  it('keeps about one megabyte, and the last run however large it is', () => {
    const large = 'x'.repeat(MEGABYTE / 4 - 1_000);
    for (let after = 0; after < 6; after++) recent.add(PREFIXES, run(after, after + 1, large));
    expect(recent.after(PREFIXES, 1, 10)).toBeNull();
    expect(placesOf(recent.after(PREFIXES, 2, 10))).toEqual([3]);
    recent.add(PREFIXES, run(6, 14, large));
    expect(placesOf(recent.after(PREFIXES, 6, 10))).toHaveLength(8);
    expect(recent.after(PREFIXES, 5, 10)).toBeNull();
  });
});
