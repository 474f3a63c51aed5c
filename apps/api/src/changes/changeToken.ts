import type { ReadUpTo } from '#projections';
import { readOpaque, writeOpaque } from '../opaqueText.js';

/** The opaque text by which a reader of changes says up to where it has come. */
export const writeChangeToken = ({ log, readAt, place }: ReadUpTo): string => {
  return writeOpaque([log, readAt, ...(place === null ? [] : [place.position, place.id, place.stream])]);
};

/** Reads a token back; null for anything that `writeChangeToken` has not written. */
export const readChangeToken = (text: string): ReadUpTo | null => {
  const parts = readOpaque(text);
  if (parts === null || !parts.every((part) => typeof part === 'string')) return null;
  const [log, readAt, position, id, stream, ...more] = parts;
  if (log === undefined || readAt === undefined || more.length > 0) return null;
  if (position === undefined) return { log, readAt, place: null };
  return id === undefined || stream === undefined ? null : { log, readAt, place: { position, id, stream } };
};
