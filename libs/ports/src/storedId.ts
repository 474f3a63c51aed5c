/** Before an id that is written as JSON. */
const AS_JSON = 'json:';

/**
 * A call's id as a store keeps it whose texts are UTF-8: two that differ only in lone surrogates would be one and the same there, and one in
 * the other's way.
 */
export const storedId = (id: string): string =>
  id === Buffer.from(id).toString() && !id.startsWith(AS_JSON) ? id : AS_JSON + JSON.stringify(id);

/** The id that was stored so. */
export const readStoredId = (stored: string): string =>
  stored.startsWith(AS_JSON) ? (JSON.parse(stored.slice(AS_JSON.length)) as string) : stored;
