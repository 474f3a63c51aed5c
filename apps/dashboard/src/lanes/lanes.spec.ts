import type { Call, Schemas } from '../api/client.js';
import { lanesOf, ticksOf } from './lanes.js';
import { percentAt, scaleOf } from './scale.js';

type Leg = Schemas['Leg'];

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 28, 13, 0, seconds)).toISOString();
const leg = (times: Partial<Leg>): Leg =>
  ({
    ...{ dialogUuid: 'a', role: 'contact', createdAt: null, ringingAt: null, alertingAt: null, answeredAt: null },
    ...{ talkingAt: null, closedAt: null, closeCause: null },
    ...times,
  }) as Leg;
const event = (id: string, seconds: number, more: Partial<Schemas['TimelineItem']>): Schemas['TimelineItem'] => ({
  ...{ id, eventTime: at(seconds), name: null, receivedAt: null, dialogUuid: 'a', state: null, closeCause: null },
  ...more,
});
const lanes = (legs: Leg[], timeline: Schemas['TimelineItem'][] = [], evidence: string[] = []) =>
  lanesOf({ legs, hangup: { evidence } } as unknown as Call, timeline);

describe('the lane of a leg', () => {
  it('rings, waits and talks one after the other, each from the event that reports it', () => {
    const times = { createdAt: at(0), answeredAt: at(3), talkingAt: at(5), closedAt: at(9), closeCause: 'HANGUP' };
    const timeline = [
      event('create', 0, { name: 'dialog_create', state: 'ringing' }),
      event('answered', 3, { state: 'answered' }),
      event('talking', 5, { state: 'talking' }),
      event('close', 9, { name: 'dialog_close', closeCause: 'HANGUP' }),
    ];
    const [lane] = lanes([leg(times)], timeline, ['close']);
    expect(lane?.segments).toEqual([
      { doing: 'ringing', from: at(0), to: at(3), eventId: 'create' },
      { doing: 'waiting', from: at(3), to: at(5), eventId: 'answered' },
      { doing: 'talking', from: at(5), to: at(9), eventId: 'talking' },
    ]);
    expect(lane?.marks).toEqual([{ kind: 'close', at: at(9), word: 'HANGUP', eventId: 'close' }]);
    expect(lane?.isDeciding).toBe(true);
  });

  it('goes on ringing while nothing else is known, and has no bar of no length', () => {
    expect(lanes([leg({ createdAt: at(0) })])[0]?.segments).toMatchObject([{ doing: 'ringing', to: null }]);
    const [instant] = lanes([leg({ createdAt: at(0), answeredAt: at(0), talkingAt: at(2), closedAt: at(4) })]);
    expect(instant?.segments.map(({ doing }) => doing)).toEqual(['waiting', 'talking']);
  });

  it('marks holds and states that are not documented', () => {
    const timeline = [event('hold', 2, { name: 'dialog_hold' }), event('odd', 3, { state: 'parked' })];
    expect(lanes([leg({ createdAt: at(0) })], timeline)[0]?.marks.map(({ kind, word }) => [kind, word])).toEqual([
      ['hold', null],
      ['state', 'parked'],
    ]);
  });
});

describe('the axis of lanes', () => {
  it('has even steps, as many as find room', () => {
    expect(ticksOf(25, 6)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(ticksOf(3600, 6)).toEqual([0, 600, 1200, 1800, 2400, 3000, 3600]);
    expect(ticksOf(0, 6)).toEqual([0]);
  });

  it('lies along the whole width, and is at least a second long', () => {
    expect(percentAt(scaleOf(1000, 5000), 2000)).toBe(25);
    expect(percentAt(scaleOf(1000, 1000), 1000)).toBe(0);
    expect(percentAt(scaleOf(1000, 2000), 9000)).toBe(100);
  });
});
