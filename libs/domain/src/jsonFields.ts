import type { JsonObject, JsonValue } from './json.js';

/*
 * Lenient readers of single values of the platform's bodies: what does not have the expected shape is unknown (null), never an error.
 * Every text of a body that the product works with is read here (docs/domain.md#delivery).
 */

/** U+0000 and the halves of a surrogate pair that stand alone: JSON can hold them, a SQLite text or UTF-8 cannot. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;
/** Of nearly every text: nothing in it can be one of those. */
const SURELY_STORABLE = /^[\x01-\ud7ff]*$/;

/**
 * A text that every store keeps as it is, so that two texts that differ stay different: U+0000 and lone surrogates are read as the six
 * characters of their JSON escape (`\u0000`, `\ud800`). Whoever asks by such a text has it read by this function too.
 */
export const storableText = (text: string): string =>
  SURELY_STORABLE.test(text) ? text : text.replace(UNSTORABLE, (character) => JSON.stringify(character).slice(1, -1));

export const objectOf = (value: JsonValue | undefined): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;

/** A name: text only, and not an empty one. */
export const stringOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? storableText(value) : null;

/** A text that says something; a number is taken as its digits. */
export const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : stringOf(value);

/** An id as the platform gives it, number or text. */
export const idOf = (value: JsonValue | undefined): string | number | null =>
  typeof value === 'number' ? (Number.isFinite(value) ? value : null) : stringOf(value);

export const numberOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const CAPITAL = /[A-Z]/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The one spelling of an id of a dialog, meeting or caller, by which it is compared, stored and shown: a UUID (RFC 9562) means
 * the same in capitals and is written in lower case. Any other text is an id as it stands (storableText).
 */
export const dialogId = (text: string): string =>
  CAPITAL.test(text) && UUID.test(text) ? text.toLowerCase() : storableText(text);

/** An id of a dialog, meeting or caller as a body gives it. */
export const dialogIdOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? dialogId(value) : null;

/** Kept verbatim: a text as it is, also an empty one, and any other value as its JSON text. */
export const verbatimOf = (value: JsonValue | undefined): string | null => {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? storableText(value) : JSON.stringify(value);
};
