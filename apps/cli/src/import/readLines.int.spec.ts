import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readLines } from './readLines.js';

const LIMIT = 1000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const linesOf = async (content: string | Buffer, name = 'file.ndjson'): Promise<[number, string | null][]> => {
  writeFileSync(join(folder, name), content);
  const lines: [number, string | null][] = [];
  for await (const { number, bytes, tooLong } of readLines(join(folder, name), LIMIT))
    lines.push([number, tooLong === null ? bytes.toString() : null]);
  return lines;
};

describe('readLines', () => {
  it('gives the lines with their numbers, blank ones left out', async () => {
    expect(await linesOf('one\n\n  \r\nfour\n')).toEqual([
      [1, 'one'],
      [4, 'four'],
    ]);
  });

  it('gives a last line that has no end', async () => {
    expect(await linesOf('one\ntwo')).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
    expect(await linesOf('')).toEqual([]);
  });

  it('joins lines that come in several pieces', async () => {
    const lines = Array.from({ length: 2000 }, (_, n) => `${n}:${'ż'.repeat(n % 400)}`);
    expect((await linesOf(lines.join('\n'))).map(([, text]) => text)).toEqual(lines);
  });

  it('gives the beginning of a line over the limit, and says what all of it is', async () => {
    const contents = [LIMIT + 1, 70_000, 200_000].map((length, n) => `${n}${'x'.repeat(length - 1)}`);
    writeFileSync(join(folder, 'long.ndjson'), ['one', ...contents, 'five'].join('\n'));
    const lines = [];
    for await (const { bytesRead: _, ...line } of readLines(join(folder, 'long.ndjson'), LIMIT)) lines.push(line);
    expect(lines).toEqual([
      { number: 1, bytes: Buffer.from('one'), tooLong: null },
      ...contents.map((text, n) => ({
        number: n + 2,
        bytes: Buffer.from(text.slice(0, 64 * 1024)),
        tooLong: { size: text.length, contentHash: createHash('sha256').update(text).digest('hex') },
      })),
      { number: 5, bytes: Buffer.from('five'), tooLong: null },
    ]);
  });

  it('gives no line over the limit for whole, and keeps its number', async () => {
    const long = 'x'.repeat(200_000);
    expect(await linesOf(`${'x'.repeat(LIMIT)}\n${long}\nthree\n${long}`)).toEqual([
      [1, 'x'.repeat(LIMIT)],
      [2, null],
      [3, 'three'],
      [4, null],
    ]);
  });

  it('reads a compressed file', async () => {
    expect(await linesOf(gzipSync('one\ntwo\n'), 'file.ndjson.gz')).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  it('fails where a compressed file breaks off, or there is none', async () => {
    const broken = gzipSync(Array.from({ length: 5000 }, (_, n) => `line ${n * 7919}`).join('\n')).subarray(0, 2000);
    await expect(linesOf(broken, 'file.gz')).rejects.toThrow('unexpected end of file');
    await expect(readLines(join(folder, 'nothing'), LIMIT).next()).rejects.toThrow('ENOENT');
    await expect(readLines(join(folder, 'nothing.gz'), LIMIT).next()).rejects.toThrow('ENOENT');
  });
});
