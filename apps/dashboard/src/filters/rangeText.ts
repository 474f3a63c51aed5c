import type { Format } from '../format/format.js';
import type { Texts } from '../texts/texts.js';
import { boundsIn, lastDayOf, rangeOf, type Bounds, type RangeName } from '../url/range.js';
import type { Query } from '../url/search.js';

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** A bound in words; anything but a date and a time stays as it was written, for the API to refuse. */
const boundText = (bound: string, format: Format): string => {
  if (Number.isNaN(Date.parse(bound))) return bound;
  return isDate(bound) ? format.day(bound) : format.dateTime(bound);
};

/** Days of a range in words, its last day included: `16.11.2026 – 22.11.2026`. */
export const boundsText = ({ from, to }: Bounds, texts: Texts['frame']['ranges'], format: Format): string => {
  const first = from === undefined ? null : boundText(from, format);
  const last = to === undefined ? null : boundText(isDate(to) ? lastDayOf(to) : to, format);
  if (first !== null && last !== null) return first === last ? first : texts.until(first, last);
  if (first !== null) return texts.since(first);
  return last === null ? texts.all : texts.before(last);
};

/** A page's range in words, with its days: `Last week, 16.11.2026 – 22.11.2026`. */
export const rangeText = (
  query: Query,
  fallback: RangeName,
  today: string,
  texts: Texts['frame']['ranges'],
  format: Format,
): string => {
  const range = rangeOf(query, fallback);
  const days = boundsText(boundsIn(query, fallback, today), texts, format);
  return range === null || range === 'all' ? days : `${texts[range]}, ${days}`;
};
