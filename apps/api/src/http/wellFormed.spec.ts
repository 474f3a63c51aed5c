import { wellFormedJson } from './wellFormed.js';

describe('the JSON of an answer', () => {
  it('shows lone surrogates as U+FFFD, in values, lists and keys', () => {
    const answer = { a: '\ud800', b: ['x\udc00y'], '\udfff': { c: '\ud83d\ude00' } };
    expect(JSON.parse(wellFormedJson(answer))).toEqual({ a: '\ufffd', b: ['x\ufffdy'], '\ufffd': { c: '\u{1F600}' } });
  });
  it('leaves a text alone that only looks like an escape', () => {
    const answer = { a: '\\ud800 is how it is written', b: null, c: 1.5, d: true };
    expect(JSON.parse(wellFormedJson(answer))).toEqual(answer);
  });
  it('keeps keys like __proto__', () => {
    const answer = JSON.parse('{"__proto__":{"a":"\\ud800"}}') as object;
    expect(wellFormedJson(answer)).toBe('{"__proto__":{"a":"\ufffd"}}');
  });
});
