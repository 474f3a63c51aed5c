import fc from 'fast-check';
import { canonicalJson } from './canonicalJson.js';
import type { JsonValue } from './json.js';

/** The same as the rule says it, without anything remembered. */
const plainCanonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(plainCanonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${plainCanonicalJson(inner)}`).join(',')}}`;
};

const anyText = fc.string({ unit: 'binary' });
/** Few keys, so that many objects share their first ones, and texts with everything that JSON escapes. */
const key = fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', '1', ''), anyText);
const jsonValue = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -0, 1.5, 1e21, 1e-7),
    fc.oneof(anyText, fc.constantFrom('"', '\\', '\ud800', '\u007f', '\u2028', 'ż')),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((members) => {
      const text = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
      return JSON.parse(`{${text}}`) as JsonValue;
    }),
  ),
})).value;

describe('canonicalJson', () => {
  it('writes any value as the rule says, whatever it has written before', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(canonicalJson(value)).toBe(plainCanonicalJson(value));
      }),
      { numRuns: 300 },
    );
  });

  it('goes on writing the same when more kinds of objects have come than it remembers', () => {
    for (let kind = 0; kind < 10_000; kind++) canonicalJson({ [`key${kind}`]: 1, a: 2 });
    expect(canonicalJson({ b: 1, a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":1}');
  });
});
