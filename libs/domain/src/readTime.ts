import { zoneOf } from './statistics/zone.js';

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+ -]\d\d:?\d\d))?$/i;

const offsetMinutes = (zone: string | undefined): number => {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

/**
 * Reads a date (midnight in the time zone) or a time with `Z` or an offset; a blank before the offset is a `+` that was not escaped in
 * the address.
 * Parts of a second are rounded up to a whole one: all times in the documents are whole seconds, so `>=` and `<` mean the same.
 * Null for anything else: days that do not exist, a time without zone, moments outside the years 0 to 9999.
 */
export const readTime = (text: string, timezone = 'UTC'): Date | null => {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = TIME.exec(text) ?? [];
  if (year === undefined) return null;
  const written = `${year}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}`;
  const local = new Date(`${written}Z`);
  // 30 February would come out as 2 March
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(written)) return null;
  if (!text.includes(':') && timezone !== 'UTC') {
    const day = local.getTime() / 86_400_000;
    return inYears(new Date(zoneOf(timezone).startOfDay(day) * 1000));
  }
  const roundedUp = Number(`0${fraction}`) > 0 ? 1000 : 0;
  return inYears(new Date(local.getTime() - offsetMinutes(zone) * 60_000 + roundedUp));
};

/** Null outside the years 0 to 9999. */
const inYears = (moment: Date): Date | null =>
  Number.isNaN(moment.getTime()) || !/^\d{4}-/.test(moment.toISOString()) ? null : moment;

/** A moment as the documents write it: whole seconds, UTC. */
export const isoSecondsOf = (moment: Date): string => moment.toISOString().replace('.000Z', 'Z');
