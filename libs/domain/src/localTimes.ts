import type { Call, Leg } from './call.js';
import { isoSeconds } from './eventTime.js';
import type { Zone } from './statistics/zone.js';

/** Where the fraction of a second begins in `2024-05-01T10:00:00.000Z`. */
const FRACTION = '2024-05-01T10:00:00'.length;

const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes);
  const [hours, rest] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hours ?? ''}:${rest ?? ''}`;
};

/**
 * A time in ISO 8601 UTC as the clocks of a zone show it, with their offset: `2020-08-26T14:59:36+02:00`. It is the same moment. An offset
 * is written in whole minutes, as ISO 8601 has it; where a zone had seconds in it (before 1972), the nearest minute is taken.
 */
export const localTime = (time: string, zone: Zone): string => {
  const seconds = Math.floor(Date.parse(time) / 1000);
  const minutes = Math.round(zone.offsetAt(seconds) / 60);
  const written = isoSeconds(seconds + minutes * 60).slice(0, -1);
  return `${written}${time.slice(FRACTION, -1)}${offsetText(minutes)}`;
};

const localTimeOrNull = (time: string | null, zone: Zone): string | null =>
  time === null ? null : localTime(time, zone);

/** The leg with all its times as `localTime` writes them. */
export const legInZone = (leg: Leg, zone: Zone): Leg => ({
  ...leg,
  createdAt: localTimeOrNull(leg.createdAt, zone),
  ringingAt: localTimeOrNull(leg.ringingAt, zone),
  alertingAt: localTimeOrNull(leg.alertingAt, zone),
  answeredAt: localTimeOrNull(leg.answeredAt, zone),
  talkingAt: localTimeOrNull(leg.talkingAt, zone),
  closedAt: localTimeOrNull(leg.closedAt, zone),
});

/** The call with all its times, those of its legs included, as `localTime` writes them. */
export const callInZone = (call: Call, zone: Zone): Call => ({
  ...call,
  startedAt: localTime(call.startedAt, zone),
  talkingAt: localTimeOrNull(call.talkingAt, zone),
  endedAt: localTimeOrNull(call.endedAt, zone),
  settlesAt: localTimeOrNull(call.settlesAt, zone),
  lastReceivedAt: localTimeOrNull(call.lastReceivedAt, zone),
  legs: call.legs.map((leg) => legInZone(leg, zone)),
});
