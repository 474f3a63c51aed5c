import fc from 'fast-check';
import { readBody } from './readBody.js';
import { BodyRefused } from './refusal.js';

const MAX = 1000;
const read = (body: string | Buffer, max = MAX) => readBody(Buffer.from(body as string), max);

const refusalOf = (body: string | Buffer, max = MAX): BodyRefused => {
  try {
    read(body, max);
  } catch (error) {
    if (error instanceof BodyRefused) return error;
    throw error;
  }
  throw new Error('was taken');
};
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const ofSize = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;

describe('readBody takes', () => {
  it('an object, with its text as it came but for blanks around', () => {
    expect(read(' {"b" : 1, "a":2}\n')).toEqual([{ text: '{"b" : 1, "a":2}', body: { b: 1, a: 2 } }]);
  });

  it('an array, each element with its own text', () => {
    expect(read('[{"a":1} , {"b":"ż"}]')).toEqual([
      { text: '{"a":1}', body: { a: 1 } },
      { text: '{"b":"ż"}', body: { b: 'ż' } },
    ]);
  });

  it('a leading byte order mark, which is not part of the text', () => {
    expect(read('\ufeff{"a":1}')).toEqual([{ text: '{"a":1}', body: { a: 1 } }]);
    expect(read('\ufeff[{"a":1}]')).toHaveLength(1);
  });

  it('keys like __proto__ as data', () => {
    const [delivery] = read('{"__proto__":{"polluted":true}}');
    expect(Object.keys(delivery!.body)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('the last of a repeated key', () => {
    expect(read('{"a":1,"a":2}')).toMatchObject([{ body: { a: 2 } }]);
  });

  it('numbers past a double, escaped NULs and escaped lone surrogates', () => {
    expect(read(String.raw`{"a":1e400,"b":"\u0000","c":"\ud800"}`)).toMatchObject([
      { body: { a: Infinity, b: '\0', c: '\ud800' } },
    ]);
  });

  it('64 levels, an array around counted', () => {
    expect(read(nested(64))).toHaveLength(1);
    expect(read(`[${nested(63)}]`)).toHaveLength(1);
  });

  it('events of exactly the limit, in bytes as received', () => {
    expect(read(ofSize(MAX))).toHaveLength(1);
    expect(read(`  [${ofSize(MAX)},${ofSize(MAX)}]  `)).toHaveLength(2);
    expect(refusalOf(`{"a":"${'ż'.repeat(MAX / 2)}"}`).status).toBe(413);
  });

  it('1,000 elements', () => {
    expect(read(`[${Array(1000).fill('{}').join(',')}]`)).toHaveLength(1000);
  });

  it('whatever objects there are, texts and values unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }), (bodies) => {
        const texts = bodies.map((body) => JSON.stringify(body, null, 1));
        expect(read(`[${texts.join(' , ')}]`, 1_000_000)).toEqual(
          texts.map((text) => ({ text, body: JSON.parse(text) as unknown })),
        );
      }),
    );
  });
});

describe('readBody refuses with 400', () => {
  it.each(['', '   ', '\ufeff'])('an empty body (%j)', (body) => {
    expect(refusalOf(body)).toMatchObject({ status: 400, reason: 'The body is empty.' });
  });

  it.each([
    'this',
    '{"a":1',
    '{"a":1}}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":"\0"}',
    '[{}',
    '[{}}',
    '[{}] {}',
    '[{} {}]',
    '[{},]',
  ])('what is not JSON: %j', (body) => expect(refusalOf(body).status).toBe(400));

  it('what is not JSON without repeating it', () => {
    const { message, errors } = refusalOf('{"number":"48600100200",}');
    expect(message + JSON.stringify(errors)).not.toContain('600100');
    expect(JSON.stringify(refusalOf('[{"number":"48600100200" x}]').errors)).not.toContain('600100');
  });

  it.each(['42', '"text"', 'true', 'null', '1e400'])('JSON that is no object: %s', (body) => {
    expect(refusalOf(body)).toMatchObject({ status: 400 });
  });

  it('an empty array', () => {
    expect(refusalOf('[ ]')).toMatchObject({ status: 400, reason: 'The array is empty.' });
  });

  it('an array with elements that are no objects, naming each', () => {
    expect(refusalOf('[{}, 5, {}, [], null, x]')).toMatchObject({
      status: 400,
      errors: [
        { field: '[1]', message: 'a number, not an object' },
        { field: '[3]', message: 'an array, not an object' },
        { field: '[4]', message: 'null, not an object' },
        { field: '[5]', message: expect.stringContaining('not JSON') as string },
      ],
    });
  });

  it('over 64 levels, however many', () => {
    expect(refusalOf(nested(65)).status).toBe(400);
    expect(refusalOf(`[{},${nested(64)}]`)).toMatchObject({ status: 400, errors: [{ field: '[1]' }] });
    expect(refusalOf('['.repeat(100_000)).status).toBe(400);
    expect(refusalOf('{"a":'.repeat(100_000)).status).toBe(400);
  });

  it('invalid UTF-8 and UTF-16', () => {
    expect(refusalOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toMatchObject({ status: 400 });
    expect(refusalOf(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d])).reason).toContain('UTF-8');
    expect(refusalOf(Buffer.from('{"a":1}', 'utf16le')).status).toBe(400);
  });
});

describe('readBody refuses with 413', () => {
  it('an event over the limit', () => {
    expect(refusalOf(ofSize(MAX + 1))).toMatchObject({ status: 413 });
  });

  it('an array with an event over the limit, naming it', () => {
    expect(refusalOf(`[{},${ofSize(MAX + 1)}]`)).toMatchObject({ status: 413, errors: [{ field: '[1]' }] });
  });

  it('over 1,000 elements', () => {
    expect(refusalOf(`[${Array(1001).fill('{}').join(',')}]`)).toMatchObject({ status: 413 });
  });
});

it('readBody takes or refuses any bytes, and does nothing else', () => {
  const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '1', 'null', ' ', '\ufeff');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const isTaken = (): boolean => {
        try {
          return read(text).length > 0;
        } catch (error) {
          if (error instanceof BodyRefused) return false;
          throw error;
        }
      };
      const shouldBe = (): boolean => {
        try {
          const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
          const values = Array.isArray(value) ? value : [value];
          return (
            values.length > 0 && values.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
          );
        } catch {
          return false;
        }
      };
      expect(isTaken()).toBe(shouldBe());
    }),
    { numRuns: 2000 },
  );
});
