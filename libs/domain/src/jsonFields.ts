import type { JsonObject, JsonValue } from './json.js';

/** Lenient readers of single values: what does not have the expected shape is unknown (null), never an error (domain.md 3.8). */

export const objectOf = (value: JsonValue | undefined): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;

/** A text that says something; a number is taken as its digits. */
export const textOf = (value: JsonValue | undefined): string | null => {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
};

/** A name: text only. */
export const stringOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** An id as the platform gives it, number or text. */
export const idOf = (value: JsonValue | undefined): string | number | null =>
  typeof value === 'number' ? (Number.isFinite(value) ? value : null) : stringOf(value);

export const numberOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The one spelling of an id of a dialog, meeting or caller, by which it is compared, stored and shown: a UUID (RFC 9562) means
 * the same in capitals and is written in lower case. Any other text is an id as it stands.
 */
export const dialogId = (text: string): string => (UUID.test(text) ? text.toLowerCase() : text);

/** An id of a dialog, meeting or caller as a body gives it. */
export const dialogIdOf = (value: JsonValue | undefined): string | null => {
  const text = stringOf(value);
  return text === null ? null : dialogId(text);
};
