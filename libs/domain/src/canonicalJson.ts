import type { JsonObject, JsonValue } from './json.js';

const canonicalNumber = (value: number): string => {
  if (Number.isFinite(value)) return JSON.stringify(value);
  return value > 0 ? '1e999' : '-1e999'; // past a double: still JSON, and not the same as null
};

const canonicalObject = (value: JsonObject): string => {
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(key)}:${canonicalJson(value[key] as JsonValue)}`;
  }
  return `${text}}`;
};

/**
 * One text for every spelling of the same JSON value: keys sorted by UTF-16 code units, no blanks, shortest numbers.
 * An event's id is the UUIDv5 of this text of its body: docs/domain.md#event-id.
 */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalObject(value);
};
