import type { JsonValue } from './json.js';

const PLATFORM_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/**
 * Reads the platform's `YYYY-MM-DD HH:mm:ss`, UTC (domain.md 2) as seconds since the epoch.
 * Null for anything else, days that do not exist included.
 */
export const readEventTime = (value: JsonValue | undefined): number | null => {
  if (typeof value !== 'string' || !PLATFORM_TIME.test(value)) return null;
  const iso = `${value.slice(0, 10)}T${value.slice(11)}`;
  const milliseconds = Date.parse(`${iso}Z`);
  if (Number.isNaN(milliseconds)) return null;
  // Date.parse turns 30 February into 2 March: only what comes out as it went in is a time
  return new Date(milliseconds).toISOString().startsWith(iso) ? milliseconds / 1000 : null;
};

/** Seconds since the epoch as ISO 8601 UTC, whole seconds. */
export const isoSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
