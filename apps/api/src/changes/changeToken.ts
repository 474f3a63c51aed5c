import type { ReadUpTo } from '#projections';

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** The opaque text by which a reader of changes says up to where it has come. */
export const writeChangeToken = ({ log, readAt, place }: ReadUpTo): string => {
  const parts = [log, readAt, ...(place === null ? [] : [place.position, place.id, place.stream])];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
};

/** Reads a token back; null for anything that `writeChangeToken` has not written. */
export const readChangeToken = (text: string): ReadUpTo | null => {
  const parts = BASE64URL.test(text) ? parse(text) : null;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return null;
  const [log, readAt, position, id, stream, ...more] = parts;
  if (log === undefined || readAt === undefined || more.length > 0) return null;
  if (position === undefined) return { log, readAt, place: null };
  return id === undefined || stream === undefined ? null : { log, readAt, place: { position, id, stream } };
};
