const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** A text that stands for these parts and says nothing to its reader; fit for addresses and headers. */
export const writeOpaque = (parts: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The parts; null for what `writeOpaque` has not written. */
export const readOpaque = (text: string): readonly unknown[] | null => {
  if (!BASE64URL.test(text)) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
};
