import { isUtf8 } from 'node:buffer';
import type { JsonObject } from '#domain';
import { BodyRefused } from './refusal.js';
import { scanBody, type Span } from './scanBody.js';

/** Levels of objects and arrays, the outermost is the first. */
export const MAX_DEPTH = 64;
export const MAX_ARRAY_LENGTH = 1000;

/** One event as the platform sent it. */
export interface ReceivedDelivery {
  /** As it came, blanks around left out: what is stored. */
  readonly text: string;
  readonly body: JsonObject;
}

const tooLarge = (bytes: number, maxEventBytes: number): string =>
  `an event of ${bytes} bytes, up to ${maxEventBytes} are taken`;

const describe = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return `a ${typeof value}`;
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const startOf = (bytes: Buffer): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

const parse = (text: string): { readonly value: unknown } | { readonly problem: string } => {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // What the parser says up to where it quotes the text: quotes have no place in answers and logs.
    const [problem = ''] = (error as SyntaxError).message.split(/, ?(?:\.\.\.)?"/, 1);
    return { problem: problem.replace(/^Unexpected token .*/s, 'Unexpected token') };
  }
};

const readSingle = (bytes: Buffer, span: Span, maxEventBytes: number): ReceivedDelivery => {
  const size = span.to - span.from;
  if (size === 0) throw new BodyRefused(400, 'The body is empty.');
  if (size > maxEventBytes) throw new BodyRefused(413, `This is ${tooLarge(size, maxEventBytes)}.`);
  const text = bytes.toString('utf8', span.from, span.to);
  const parsed = parse(text);
  if ('problem' in parsed) throw new BodyRefused(400, `The body is not JSON: ${parsed.problem}.`);
  if (!isObject(parsed.value)) {
    throw new BodyRefused(400, `The body is ${describe(parsed.value)}; it takes an object or an array of objects.`);
  }
  return { text, body: parsed.value };
};

const readElements = (bytes: Buffer, elements: readonly Span[]): ReceivedDelivery[] => {
  const deliveries: ReceivedDelivery[] = [];
  const errors: { field: string; message: string }[] = [];
  elements.forEach((span, index) => {
    const text = bytes.toString('utf8', span.from, span.to);
    const parsed = parse(text);
    const field = `[${index}]`;
    if ('problem' in parsed) errors.push({ field, message: `not JSON: ${parsed.problem}` });
    else if (!isObject(parsed.value)) errors.push({ field, message: `${describe(parsed.value)}, not an object` });
    else deliveries.push({ text, body: parsed.value });
  });
  if (errors.length > 0)
    throw new BodyRefused(400, 'Not every element of the array is an object: none is taken.', errors);
  return deliveries;
};

const readArray = (bytes: Buffer, elements: readonly Span[], closed: boolean, maxEventBytes: number) => {
  if (elements.length > MAX_ARRAY_LENGTH) {
    throw new BodyRefused(413, `The array has over ${MAX_ARRAY_LENGTH} elements: send them in several requests.`);
  }
  const large = elements.flatMap(({ from, to }, index) =>
    to - from > maxEventBytes ? [{ field: `[${index}]`, message: tooLarge(to - from, maxEventBytes) }] : [],
  );
  if (large.length > 0) throw new BodyRefused(413, 'The array holds events that are too large: none is taken.', large);
  if (!closed) throw new BodyRefused(400, 'The body is not JSON: the array does not end where it should.');
  if (elements.length === 0) throw new BodyRefused(400, 'The array is empty.');
  return readElements(bytes, elements);
};

/**
 * The events of a request's body: one JSON object, or an array of 1 to 1,000, all or none. Sizes are bytes as received.
 * @throws BodyRefused
 */
export const readBody = (bytes: Buffer, maxEventBytes: number): readonly ReceivedDelivery[] => {
  if (!isUtf8(bytes)) throw new BodyRefused(400, 'The body is not valid UTF-8.');
  const outline = scanBody(bytes, startOf(bytes), MAX_DEPTH);
  if (outline.kind === 'single') {
    if (outline.tooDeep) throw new BodyRefused(400, `The body is nested over ${MAX_DEPTH} levels.`);
    return [readSingle(bytes, outline.span, maxEventBytes)];
  }
  if (outline.tooDeepAt !== null) {
    const errors = [{ field: `[${outline.tooDeepAt}]`, message: `nested over ${MAX_DEPTH} levels` }];
    throw new BodyRefused(400, `The body is nested over ${MAX_DEPTH} levels.`, errors);
  }
  return readArray(bytes, outline.elements, outline.closed, maxEventBytes);
};
