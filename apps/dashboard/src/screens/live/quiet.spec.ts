import type { Call } from '../../api/client.js';
import { quietSeconds } from './quiet.js';

const never = { createdAt: null, ringingAt: null, alertingAt: null, answeredAt: null, talkingAt: null, closedAt: null };
const call = (...legs: object[]): Call =>
  ({ startedAt: '2026-11-17T12:00:00Z', legs: legs.map((times) => ({ ...never, ...times })) }) as unknown as Call;
const now = Date.parse('2026-11-17T14:00:00Z');

describe('how long nothing has happened to a call', () => {
  it('counts from the last that any side did', () => {
    const contact = { talkingAt: '2026-11-17T12:00:10Z', closedAt: '2026-11-17T13:00:00Z' };
    expect(quietSeconds(call({ talkingAt: '2026-11-17T12:00:10Z' }, contact), now)).toBe(3600);
  });

  it('counts from its start where its sides have no times', () => {
    expect(quietSeconds(call({}), now)).toBe(7200);
  });

  it('is nothing where the platform’s clock is ahead', () => {
    expect(quietSeconds(call({ talkingAt: '2026-11-17T14:00:05Z' }), now)).toBe(0);
  });
});
