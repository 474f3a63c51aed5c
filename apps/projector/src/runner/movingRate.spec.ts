import { MovingRate } from './movingRate.js';

describe('the rate of a worker', () => {
  let now: number;
  const clock = (): number => now;
  beforeEach(() => (now = 0));
  const after = (milliseconds: number): void => void (now += milliseconds);

  it('is what was known before until there is something to go by', () => {
    expect(new MovingRate(null, clock).note(100, false)).toBeNull();
    expect(new MovingRate(50, clock).note(100, false)).toBe(50);
  });

  it('is events a second, the latest counting most', () => {
    const rate = new MovingRate(null, clock);
    rate.note(500, false);
    after(500);
    expect(rate.note(500, false)).toBeCloseTo(1_000, 5); // how long those of the first batch took is not known
    for (let i = 0; i < 60; i++) {
      after(1_000);
      rate.note(300, false);
    }
    after(1_000);
    expect(rate.note(300, false)).toBeCloseTo(300, 0);
  });

  it('does not count the time in which there was nothing to do', () => {
    const rate = new MovingRate(null, clock);
    rate.note(0, false);
    after(1_000);
    expect(rate.note(1_000, true)).toBe(1_000);
    after(3_600_000);
    expect(rate.note(1, true)).toBe(1_000);
  });
});
