import { entityTagOf, isKnownTag } from './entityTag.js';

describe('the entity tag of an answer', () => {
  const tag = entityTagOf({ id: 'x', final: false, asOf: '2024-05-01T00:00:00.000Z', projection: 'calls.v1' });

  it('does not change with asOf', () => {
    expect(entityTagOf({ id: 'x', final: false, asOf: '2024-05-02T00:00:00.000Z', projection: 'calls.v1' })).toBe(tag);
  });
  it('changes with anything else', () => {
    expect(entityTagOf({ id: 'x', final: true, asOf: '2024-05-01T00:00:00.000Z', projection: 'calls.v1' })).not.toBe(
      tag,
    );
  });

  it.each<[string, string | undefined, boolean]>([
    ['none', undefined, false],
    ['the tag', tag, true],
    ['the tag among others', `"a", ${tag} , "b"`, true],
    ['the tag as a strong one', tag.slice(2), true],
    ['whatever there is', '*', true],
    ['another one', 'W/"another"', false],
    ['nothing', '', false],
  ])('compares with %s', (_, ifNoneMatch, known) => expect(isKnownTag(ifNoneMatch, tag)).toBe(known));
});
