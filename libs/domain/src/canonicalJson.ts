import type { JsonObject, JsonValue } from './json.js';

/** One key of an object, and the text that stands before its value. */
interface Member {
  readonly key: string;
  readonly before: string;
}

/** What is known of the objects whose keys begin with the keys that lead here. */
interface KeyPath {
  readonly next: Map<string, KeyPath>;
  /** The members in canonical order, of an object whose keys end here. */
  members: readonly Member[] | null;
}

const newPath = (): KeyPath => ({ next: new Map(), members: null });

/**
 * The platform sends some dozens of kinds of objects. Whoever sends others without end must not fill the memory: all is forgotten when it
 * comes to so many characters, each thing remembered counting for some more than its own.
 */
const MOST_CHARACTERS = 1_000_000;
const CHARACTERS_OF_EACH = 50;
let paths = newPath();
let characters = 0;

const forgetTooMany = (): void => {
  if (characters <= MOST_CHARACTERS) return;
  paths = newPath();
  characters = 0;
};

const nextPath = (path: KeyPath, key: string): KeyPath => {
  const next = newPath();
  path.next.set(key, next);
  characters += key.length + CHARACTERS_OF_EACH;
  return next;
};

const sortMembers = (keys: readonly string[]): Member[] =>
  [...keys].sort().map((key, index) => {
    const before = `${index === 0 ? '' : ','}${JSON.stringify(key)}:`;
    characters += before.length + CHARACTERS_OF_EACH;
    return { key, before };
  });

/**
 * The members of an object with these keys in canonical order. They are remembered for the next object with the same keys in the same
 * order: sorting and quoting keys would be most of the cost of an event's id.
 */
const membersOf = (keys: readonly string[]): readonly Member[] => {
  forgetTooMany();
  let path = paths;
  for (const key of keys) path = path.next.get(key) ?? nextPath(path, key);
  path.members ??= sortMembers(keys);
  return path.members;
};

const canonicalNumber = (value: number): string => {
  if (Number.isFinite(value)) return JSON.stringify(value);
  return value > 0 ? '1e999' : '-1e999'; // past a double: still JSON, and not the same as null
};

/** What JSON writes with an escape, as JSON.stringify does: few texts have any of it. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;
const canonicalText = (text: string): string => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);

const canonicalObject = (value: JsonObject): string => {
  let text = '{';
  for (const { key, before } of membersOf(Object.keys(value))) text += before + canonicalJson(value[key] as JsonValue);
  return `${text}}`;
};

/**
 * One text for every spelling of the same JSON value: keys sorted by UTF-16 code units, no blanks, shortest numbers.
 * An event's id is the UUIDv5 of this text of its body: docs/domain.md#event-id.
 */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value === 'string') return canonicalText(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalObject(value);
};
