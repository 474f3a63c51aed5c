import { amountAxis, countAxis, durationAxis } from './axis.js';

describe('a vertical axis', () => {
  it('counts in whole numbers', () => {
    expect(countAxis(2)).toEqual({ top: 2, ticks: [0, 1, 2] });
    expect(countAxis(173)).toEqual({ top: 200, ticks: [0, 50, 100, 150, 200] });
    expect(countAxis(0)).toEqual({ top: 1, ticks: [0, 1] });
  });

  it('has parts where amounts are small', () => expect(amountAxis(0.7).ticks).toContain(0.2));

  it('divides seconds as clocks do', () => {
    expect(durationAxis(7)).toEqual({ top: 8, ticks: [0, 2, 4, 6, 8] });
    expect(durationAxis(200)).toEqual({ top: 240, ticks: [0, 60, 120, 180, 240] });
    expect(durationAxis(0)).toEqual({ top: 1, ticks: [0, 1] });
  });
});
