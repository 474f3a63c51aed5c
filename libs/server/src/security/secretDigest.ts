import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret: what is compared, so that neither length nor content shows in the time it takes. */
export const secretDigest = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();

/** Looks at all of them, whichever matches. */
export const matchesAny = (digest: Buffer, known: readonly Buffer[]): boolean =>
  known.reduce((found, candidate) => timingSafeEqual(digest, candidate) || found, false);
