import { eventMilliseconds } from '../support/eventMilliseconds.js';
import { month, traffic, type Sent } from './month.js';
import { Schedule } from './schedule.js';

const END = Date.UTC(2026, 10, 27, 14, 40) / 1000; // a Friday afternoon
const DAY = 86_400;

describe('the month of the demo', () => {
  const calls: readonly Sent[][] = [...month(END)];

  it('is some thousand calls of the last 31 days, each sent in the order of its own times', () => {
    expect(calls.length).toBeGreaterThan(2000);
    expect(calls.length).toBeLessThan(4000);
    const isInOrder = (call: readonly Sent[]): boolean => call.every(({ at }, i) => i === 0 || call[i - 1]!.at <= at);
    expect(calls.filter((call) => !isInOrder(call))).toEqual([]);
    const starts = calls.map(([first]) => first!.at);
    expect(Math.min(...starts)).toBeGreaterThan(END - 31 * DAY);
    expect(Math.max(...starts)).toBeLessThan(END + 3 * 3600);
  });

  it('knows which few of its events do not say when they happened', () => {
    const untimed = calls.flat().filter(({ saysWhen }) => !saysWhen);
    expect(untimed.length).toBeGreaterThan(20);
    expect(untimed.length).toBeLessThan(calls.flat().length / 100);
    expect(untimed.filter(({ event }) => eventMilliseconds(event)! > (END - 32 * DAY) * 1000)).toEqual([]);
  });

  it('goes on after its end: records are tried again later', () => {
    expect(calls.flat().some(({ at }) => at > END)).toBe(true);
  });

  it('is busier on a weekday than on a Sunday', () => {
    const startsOn = (day: number): number =>
      calls.filter(([first]) => new Date(first!.at * 1000).getUTCDay() === day).length;
    expect(startsOn(1)).toBeGreaterThan(10 * startsOn(0));
  });
});

describe('the traffic of the demo', () => {
  it('begins a call every so many seconds', () => {
    const calls = traffic(END, 6);
    const begins = Array.from({ length: 50 }, () => Math.min(...calls.next().value!.map(({ at }) => at)));
    begins.forEach((at, place) => expect(at).toBeGreaterThanOrEqual(END + 6 * place));
  });
});

describe('the schedule of the demo', () => {
  it('goes on with new calls while records wait for their next attempt, and gives out nothing before its time', () => {
    const schedule = new Schedule(END, []);
    for (let now = END; now <= END + 3600; now += 60) {
      const due = schedule.due(now);
      expect(due.every(({ at }) => at <= now)).toBe(true);
      if (now > END) expect(due.length).toBeGreaterThan(10);
    }
  });
});
