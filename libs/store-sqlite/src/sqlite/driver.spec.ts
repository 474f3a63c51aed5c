import { isAtLeast } from './driver.js';

describe('the SQLite version that is asked for', () => {
  it.each([
    ['3.51.3', true],
    ['3.51.4', true],
    ['3.53.0', true],
    ['4.0', true],
    ['3.51.2', false],
    ['3.9.9', false],
    ['3.51', false],
    ['2.99.99', false],
  ])('takes %s: %s', (version, enough) => {
    expect(isAtLeast(version, '3.51.3')).toBe(enough);
  });
});
