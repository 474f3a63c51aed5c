/** Before an id that is written as JSON. */
const AS_JSON = 'json:';

/**
 * A call's id as it stands in columns, which are UTF-8: two that differ only in lone surrogates would be one and the same there, and one in
 * the other's way. The document's text, JSON, holds it as it is.
 */
export const storedId = (id: string): string =>
  id === Buffer.from(id).toString() && !id.startsWith(AS_JSON) ? id : AS_JSON + JSON.stringify(id);
