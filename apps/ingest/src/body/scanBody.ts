const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Bytes `from` (inclusive) to `to` (exclusive) of a body, blanks around left out. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The outline of a body: enough to know how deep it is and where its elements lie, not whether they are JSON. */
export type Outline =
  | { readonly kind: 'single'; readonly span: Span; readonly tooDeep: boolean }
  | {
      readonly kind: 'array';
      readonly elements: readonly Span[];
      /** Index of the first element that is too deep, else null; the scan ends there. */
      readonly tooDeepAt: number | null;
      /** The array's bracket is closed by its like, and nothing but blanks follows. */
      readonly closed: boolean;
    };

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const trimmed = (bytes: Uint8Array, from: number, to: number): Span => {
  while (from < to && isBlank(bytes[from])) from++;
  while (to > from && isBlank(bytes[to - 1])) to--;
  return { from, to };
};

/** Index of the quote that ends the string which begins at `at`; the end of the bytes where none does. */
const endOfString = (bytes: Uint8Array, at: number, end: number): number => {
  for (at++; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return end;
};

/** Whether a kind of bracket occurs at most so often. */
const occursUpTo = (most: number, bytes: Uint8Array, bracket: number): boolean => {
  let count = 0;
  for (let at = bytes.indexOf(bracket); at !== -1; at = bytes.indexOf(bracket, at + 1))
    if (++count > most) return false;
  return true;
};

/** Whether the brackets of the span go deeper than `maxDepth`. The outermost is level 1. */
const isTooDeep = (bytes: Uint8Array, { from, to }: Span, maxDepth: number): boolean => {
  // with so few brackets no body is too deep: counting them takes a tenth of the scan
  const most = maxDepth / 2;
  if (occursUpTo(most, bytes, OPEN_BRACE) && occursUpTo(most, bytes, OPEN_BRACKET)) return false;
  let depth = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at, to);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > maxDepth) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return false;
};

const scanArray = (bytes: Uint8Array, { from, to }: Span, maxDepth: number): Outline => {
  const elements: Span[] = [];
  let depth = 1;
  let start = from + 1;
  for (let at = from + 1; at < to; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at, to);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++depth > maxDepth) return { kind: 'array', elements, tooDeepAt: elements.length, closed: false };
    } else if (byte === COMMA && depth === 1) {
      elements.push(trimmed(bytes, start, at));
      start = at + 1;
    } else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) {
      const last = trimmed(bytes, start, at);
      if (elements.length > 0 || last.to > last.from) elements.push(last);
      return { kind: 'array', elements, tooDeepAt: null, closed: byte === CLOSE_BRACKET && at === to - 1 };
    }
  }
  return { kind: 'array', elements, tooDeepAt: null, closed: false };
};

/**
 * One pass over the bytes of a body from `from` on. Nothing is parsed: brackets are counted and strings skipped, so neither depth nor
 * size of what a sender posts can hurt. In a text that is JSON the spans are exact; in one that is not, parsing them will fail.
 */
export const scanBody = (bytes: Uint8Array, from: number, maxDepth: number): Outline => {
  const span = trimmed(bytes, from, bytes.length);
  return bytes[span.from] === OPEN_BRACKET
    ? scanArray(bytes, span, maxDepth)
    : { kind: 'single', span, tooDeep: isTooDeep(bytes, span, maxDepth) };
};
