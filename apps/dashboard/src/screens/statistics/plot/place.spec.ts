import { nextPlace } from './place.js';

describe('the arrow keys in a chart', () => {
  /** A bar at (1, 0) is missing. */
  const places = [
    { column: 0, row: 0 },
    { column: 0, row: 1 },
    { column: 1, row: 1 },
    { column: 2, row: 0 },
    { column: 2, row: 1 },
  ];

  it.each([
    ['ArrowRight', { column: 0, row: 0 }, { column: 2, row: 0 }],
    ['ArrowLeft', { column: 2, row: 1 }, { column: 1, row: 1 }],
    ['ArrowDown', { column: 2, row: 0 }, { column: 2, row: 1 }],
    ['ArrowUp', { column: 0, row: 1 }, { column: 0, row: 0 }],
    ['Home', { column: 2, row: 1 }, { column: 0, row: 1 }],
    ['End', { column: 0, row: 1 }, { column: 2, row: 1 }],
  ])('%s leads from %j to %j', (key, from, to) => expect(nextPlace(places, from, key)).toEqual(to));

  it('lead nowhere beyond the ends', () => {
    expect(nextPlace(places, { column: 2, row: 0 }, 'ArrowRight')).toBeUndefined();
    expect(nextPlace(places, { column: 1, row: 1 }, 'ArrowUp')).toBeUndefined();
    expect(nextPlace(places, { column: 1, row: 1 }, 'Tab')).toBeUndefined();
  });
});
