import type { JsonObject } from '#domain';

/** Milliseconds since the epoch of the event's own time; null where it cannot be read. */
export const eventMilliseconds = (body: JsonObject): number | null => {
  const { event_time: time } = body;
  if (typeof time !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time)) return null;
  const milliseconds = Date.parse(`${time.replace(' ', 'T')}Z`);
  return Number.isNaN(milliseconds) ? null : milliseconds;
};
