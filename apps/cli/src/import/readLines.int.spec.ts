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
  for await (const { number, bytes, size } of readLines(join(folder, name), { limit: LIMIT }))
    lines.push([number, size > LIMIT ? null : bytes.toString()]);
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

  it('gives a line over the limit part by part, and then its size', async () => {
    const contents = [LIMIT + 1, 70_000, 200_000].map((length, n) => `${n}${'x'.repeat(length - 1)}`);
    writeFileSync(join(folder, 'long.ndjson'), ['one', ...contents, 'five'].join('\n'));
    const parts = new Map<number, string>();
    const onLongLine = (part: Buffer, number: number) =>
      void parts.set(number, (parts.get(number) ?? '') + part.toString());
    const lines = [];
    for await (const { bytesRead: _, ...line } of readLines(join(folder, 'long.ndjson'), { limit: LIMIT, onLongLine }))
      lines.push(line);
    expect(lines).toEqual([
      { number: 1, bytes: Buffer.from('one'), size: 3 },
      ...contents.map((text, n) => ({ number: n + 2, bytes: Buffer.alloc(0), size: text.length })),
      { number: 5, bytes: Buffer.from('five'), size: 4 },
    ]);
    expect([...parts]).toEqual(contents.map((text, n) => [n + 2, text]));
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

  it('reads the members of a compressed file one after the other', async () => {
    expect(await linesOf(Buffer.concat([gzipSync('one\ntw'), gzipSync('o\n')]), 'file.gz')).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  it.each([16, 40_000])('takes %i zeros behind the last member for padding', async (zeros) => {
    const padded = Buffer.concat([gzipSync('one\ntwo\n'), Buffer.alloc(zeros)]);
    expect(await linesOf(padded, 'file.gz')).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  const manyLines = Array.from({ length: 20_000 }, (_, n) => `line ${n * 7919}`);
  const readUntilError = async (content: Buffer): Promise<{ lines: string[]; message: string }> => {
    writeFileSync(join(folder, 'file.gz'), content);
    const lines: string[] = [];
    try {
      for await (const { bytes } of readLines(join(folder, 'file.gz'), { limit: LIMIT })) lines.push(bytes.toString());
    } catch (error) {
      return { lines, message: (error as Error).message };
    }
    throw new Error('was read without an error');
  };

  it('gives every line before garbage that follows a whole member, and then says where it lies', async () => {
    const whole = gzipSync(`${manyLines.join('\n')}\n`);
    const { lines, message } = await readUntilError(Buffer.concat([whole, Buffer.from('no gzip at all')]));
    expect(lines).toEqual(manyLines);
    const at = Number(/near byte (\d+)/.exec(message)?.[1]);
    expect(message).toContain(`${join(folder, 'file.gz')}, after line 20000: not gzip near byte`);
    expect(Math.abs(at - whole.length)).toBeLessThan(3);
  });

  it.each([16, 40_000])('gives every line before %i zeros that something follows, and fails there', async (zeros) => {
    const followed = Buffer.concat([gzipSync('one\ntwo\n'), Buffer.alloc(zeros), gzipSync('three\n')]);
    const { lines, message } = await readUntilError(followed);
    expect(lines).toEqual(['one', 'two']);
    expect(message).toMatch(
      /file\.gz, after line 2: not gzip near byte \d+ \(something follows the zeros behind its end\)/,
    );
  });

  it('fails where a compressed file breaks off, is none, or is not there, and names it', async () => {
    const whole = gzipSync(manyLines.join('\n'));
    const { lines, message } = await readUntilError(whole.subarray(0, 2000));
    expect(message).toBe(`${join(folder, 'file.gz')}, after line ${lines.length}: unexpected end of file`);
    expect(lines).toEqual(manyLines.slice(0, lines.length));
    expect((await readUntilError(Buffer.from('{"a":1}\n'))).message).toContain(
      'file.gz, after line 0: not gzip near byte',
    );
    for (const name of ['nothing', 'nothing.gz']) {
      const reading = readLines(join(folder, name), { limit: LIMIT }).next();
      await expect(reading).rejects.toThrow(`${join(folder, name)}, after line 0: ENOENT`);
    }
    await expect(readLines(folder, { limit: LIMIT }).next()).rejects.toThrow(`${folder}, after line 0: EISDIR`);
  });
});
