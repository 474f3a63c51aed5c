import fc from 'fast-check';
import { idOf, storableText, stringOf, textOf, verbatimOf } from './jsonFields.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

describe('a text of a body', () => {
  it('has U+0000 and lone surrogates as the six characters of their JSON escape', () => {
    expect(storableText('d\u00001')).toBe(String.raw`d\u00001`);
    expect(storableText('\udc00\ud800')).toBe(String.raw`\udc00\ud800`);
    expect(storableText('a\ud83d')).toBe(String.raw`a\ud83d`);
  });

  it('stays as it is otherwise', () => {
    for (const text of ['', 'wąż', '😀', '__proto__', String.raw`\u0000`, '\u0001\ufffd']) {
      expect(storableText(text)).toBe(text);
    }
  });

  it('is read so by every reader', () => {
    for (const read of [stringOf, textOf, idOf, verbatimOf]) expect(read('\0')).toBe(String.raw`\u0000`);
  });

  it('is one that UTF-8 and a NUL-terminated text can hold, and is the same when read again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = storableText(text);
        expect(Buffer.from(read).toString()).toBe(read);
        expect(read).not.toContain('\0');
        expect(storableText(read)).toBe(read);
      }),
    );
  });

  it('says what its JSON text says: two that differ there differ when read', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!text.includes('\\'));
        expect(JSON.parse(`"${storableText(text).replaceAll(/["\u0001-\u001f]/g, escape)}"`)).toBe(text);
      }),
    );
  });
});

const escape = (character: string): string => JSON.stringify(character).slice(1, -1);
