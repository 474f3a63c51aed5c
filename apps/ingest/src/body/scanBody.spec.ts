import fc from 'fast-check';
import { scanBody, type Outline } from './scanBody.js';

const scan = (text: string, maxDepth = 64): Outline => scanBody(Buffer.from(text), 0, maxDepth);

const elementsOf = (text: string): string[] => {
  const outline = scan(text);
  if (outline.kind !== 'array') throw new Error('not an array');
  return outline.elements.map(({ from, to }) => Buffer.from(text).toString('utf8', from, to));
};

describe('scanBody', () => {
  it('leaves blanks around out', () => {
    const text = ' \n\t{"a":1}\r\n ';
    expect(scan(text)).toEqual({ kind: 'single', span: { from: 3, to: 10 }, tooDeep: false });
  });

  it('finds the elements of an array as they came', () => {
    expect(elementsOf('[ {"a":[1,2]} ,\n{"b":","}, 3 ]')).toEqual(['{"a":[1,2]}', '{"b":","}', '3']);
  });

  it('finds none in an empty array, and an empty one behind a trailing comma', () => {
    expect(elementsOf('[ ]')).toEqual([]);
    expect(elementsOf('[1,]')).toEqual(['1', '']);
  });

  it('takes brackets, commas and escaped quotes in strings for text', () => {
    expect(elementsOf(String.raw`["[{,\"]", "\\", 1]`)).toEqual([String.raw`"[{,\"]"`, String.raw`"\\"`, '1']);
  });

  it.each(['[1', '[1}', '[1] 2', '[1]]', '["]', '['])('sees that %s does not end as an array does', (text) => {
    expect(scan(text)).toMatchObject({ closed: false });
  });

  it('counts levels from the outermost as the first', () => {
    expect(scan('{"a":{}}', 2)).toMatchObject({ tooDeep: false });
    expect(scan('{"a":[{}]}', 2)).toMatchObject({ tooDeep: true });
    expect(scan('[{"a":1}]', 2)).toMatchObject({ tooDeepAt: null });
    expect(scan('[{},{"a":[]}]', 2)).toMatchObject({ tooDeepAt: 1 });
  });

  it('finds in the JSON text of any array the texts of its elements', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom('', ' ', '\n  '), (values, blank) => {
        const texts = values.map((value) => JSON.stringify(value));
        const text = `${blank}[${texts.map((element) => blank + element + blank).join(',')}]${blank}`;
        expect(elementsOf(text)).toEqual(texts);
        expect(scan(text)).toMatchObject({ closed: true });
      }),
    );
  });

  it('says of any JSON value how deep it is', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 1, max: 8 }), (value, maxDepth) => {
        const body = { value };
        expect(scan(JSON.stringify(body), maxDepth)).toMatchObject({ tooDeep: depthOf(body) > maxDepth });
      }),
    );
  });

  it('reads any bytes to an end', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(scanBody(bytes, 0, 64)).toBeDefined()));
  });
});
