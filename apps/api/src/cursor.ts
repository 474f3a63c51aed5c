import { createHash } from 'node:crypto';
import type { NamedDimension } from '#domain';
import type { PageKey, SortOrder } from '#ports';
import { readOpaque, writeOpaque } from './opaqueText.js';

/** Where a page begins, and which question (list, filter, order) it goes on answering. */
export interface Cursor {
  readonly question: string;
  readonly key: PageKey;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * A short hash of what a list was asked for: a cursor used with another question is refused instead of skipping rows silently.
 * The clock is no part of it: it moves from page to page.
 */
export const questionOf = (
  list: 'calls' | 'legs' | 'records' | NamedDimension,
  conditions: object,
  sort: SortOrder,
): string => {
  const sorted = Object.entries(conditions as Readonly<Record<string, unknown>>)
    .map(([name, value]) => [name, Array.isArray(value) ? [...(value as string[])].sort() : value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, sort, sorted]))
    .digest('base64url')
    .slice(0, 11);
};

/** The opaque text handed out as `nextCursor`. */
export const writeCursor = ({ question, key }: Cursor): string =>
  writeOpaque([question, key.startedAt, key.id, key.stream, ...(key.leg === undefined ? [] : [key.leg])]);

const isPlace = (leg: unknown): leg is number | undefined =>
  leg === undefined || (typeof leg === 'number' && Number.isSafeInteger(leg) && leg >= 0);

/** Reads a cursor back; null for anything that `writeCursor` has not written. */
export const readCursor = (text: string): Cursor | null => {
  const parts = readOpaque(text);
  if (parts === null || parts.length < 4 || parts.length > 5) return null;
  const [question, startedAt, id, stream, leg] = parts;
  if (typeof question !== 'string' || typeof startedAt !== 'string' || !TIME.test(startedAt)) return null;
  if (typeof id !== 'string' || typeof stream !== 'string' || !isPlace(leg)) return null;
  return { question, key: { startedAt, id, stream, ...(leg === undefined ? {} : { leg }) } };
};
