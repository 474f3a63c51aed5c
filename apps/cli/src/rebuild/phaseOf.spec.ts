import { phaseOf, STILL_MILLISECONDS } from './phaseOf.js';

const none = { troubles: {} };
const half = { events: 50, of: 100, waitsFor: ['partition-2/2'] };

describe('what a build is at', () => {
  it.each([
    ['builds', none, half, 0, 'building'],
    ['has handled what there is', none, { ...half, events: 100 }, STILL_MILLISECONDS, 'comparing'],
    ['is held up', { troubles: { rebuild: 'disk full' } }, half, STILL_MILLISECONDS, 'held up (disk full)'],
    ['has nothing to do yet', none, { events: 0, of: 0, waitsFor: [] }, STILL_MILLISECONDS, 'building'],
    [
      'stands still',
      none,
      half,
      STILL_MILLISECONDS,
      'building (nothing moves: is a projector of partition-2/2 running?)',
    ],
  ])('%s', (_, build, progress, stillFor, phase) => expect(phaseOf(build, progress, stillFor)).toBe(phase));
});
