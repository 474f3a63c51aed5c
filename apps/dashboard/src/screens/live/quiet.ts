import type { Call } from '../../api/client.js';

/**
 * How long nothing has happened to a call by the platform's own times, in seconds. A call becomes stale by when its last event was received
 * (docs/domain.md#status); events that came late leave one open of which nothing has been heard for days.
 * @param now milliseconds since 1970
 */
export const quietSeconds = ({ startedAt, legs }: Call, now: number): number => {
  const times = legs.flatMap((leg) => [
    leg.createdAt,
    leg.ringingAt,
    leg.alertingAt,
    leg.answeredAt,
    leg.talkingAt,
    leg.closedAt,
  ]);
  const last = [startedAt, ...times].filter((time) => time !== null).map((time) => Date.parse(time));
  return Math.max(0, (now - Math.max(...last)) / 1000);
};
