import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expectNdjson } from './looksLike.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'looks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const look = (content: string | Buffer): Promise<void> => {
  writeFileSync(join(folder, 'file'), content);
  return expectNdjson(join(folder, 'file'), 1000);
};

describe('a file to import', () => {
  it.each([
    ['one object a line', '{"a":1}\n{"b":2}\n'],
    ['arrays of objects', '[{"a":1},{"b":2}]\n'],
    ['99 bad lines and a good one', `${'bad\n'.repeat(99)}{"a":1}\n`],
    ['a byte order mark first', '\ufeff{"a":1}\n'],
    ['nothing', ''],
    ['blank lines alone', '\n \n'],
  ])('may hold %s', async (_, content) => await expect(look(content)).resolves.toBeUndefined());

  it.each([
    [
      'a JSON array, a line an element',
      `[\n${'  {"a":1},\n'.repeat(120)}]`,
      /its first line cannot be taken.*a JSON array.*jq/,
    ],
    ['a large JSON array', `[${'{"a":1},'.repeat(300)}{}]`, /its first line cannot be taken.*a JSON array/],
    ['a JSON array whose last element would do', '[\n{"a":1},\n{"b":1}\n]\n', /a JSON array/],
    ['JSON over several lines', '{\n  "a": 1\n}\n', /none of its first 3 lines.*JSON over several lines/],
    ['CSV', 'id,name\n1,x\n', /no NDJSON/],
    ['bytes that are no text', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0x0a, 0xff]), /looks binary/],
    ['gzip under another name', gzipSync('{"a":1}\n'), /a name that ends in \.gz/],
    ['a good line after 100 bad ones', `${'bad\n'.repeat(100)}{"a":1}\n`, /none of its first 100 lines/],
  ])('is refused with what it looks like: %s', async (_, content, message) => {
    await expect(look(content)).rejects.toThrow(message);
    await expect(look(content)).rejects.toThrow(join(folder, 'file'));
  });
});
