import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { KEPT_BYTES, type WholeBody } from '#ingest';

const NEWLINE = 0x0a;

/** One line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Of a line longer than the limit only the beginning, as much as a quarantine keeps. */
  readonly bytes: Buffer;
  /** Of a line longer than the limit: what all of it is. Else null. */
  readonly tooLong: WholeBody | null;
  /** How much of the file, compressed as it may be, had been read when the line came. */
  readonly bytesRead: number;
}

/**
 * The lines of a file (gunzipped where its name ends in .gz) one by one, without their ends, blank ones left out; memory does not grow with
 * the file, nor with a line longer than `limit` bytes.
 */
export async function* readLines(path: string, limit: number): AsyncGenerator<Line> {
  const file = createReadStream(path);
  const content = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // `pipe` does not carry errors over: a file that breaks off must not look like its end
  file.on('error', (error) => content.destroy(error));
  const line = new LineBuffer(limit);
  let number = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      line.add(chunk.subarray(from, end));
      from = end + 1;
      number++;
      if (!line.isBlank) yield { number, ...line.read(), bytesRead: file.bytesRead };
      line.clear();
    }
    line.add(chunk.subarray(from));
  }
  if (!line.isBlank) yield { number: number + 1, ...line.read(), bytesRead: file.bytesRead };
}

class LineBuffer {
  #parts: Buffer[] = [];
  #keptBytes = 0;
  #size = 0;
  /** Of a line that is too long. */
  #hash: Hash | null = null;

  constructor(private readonly limit: number) {}

  add(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.limit) this.#hash = this.#hashSoFar().update(part);
    const kept = part.subarray(0, Math.max(this.limit, KEPT_BYTES) - this.#keptBytes);
    if (kept.length === 0) return;
    this.#parts.push(kept);
    this.#keptBytes += kept.length;
  }
  get isBlank(): boolean {
    return this.#hash === null && this.#parts.every((part) => part.toString('latin1').trim() === '');
  }
  read(): Pick<Line, 'bytes' | 'tooLong'> {
    const bytes = Buffer.concat(this.#parts);
    if (this.#hash === null) return { bytes, tooLong: null };
    const tooLong = { size: this.#size, contentHash: this.#hash.digest('hex') };
    return { bytes: bytes.subarray(0, KEPT_BYTES), tooLong };
  }
  clear(): void {
    this.#parts = [];
    this.#keptBytes = 0;
    this.#size = 0;
    this.#hash = null;
  }

  /** Up to the limit everything is kept: whatever came before the line was too long is still there. */
  #hashSoFar(): Hash {
    if (this.#hash !== null) return this.#hash;
    const hash = createHash('sha256');
    for (const part of this.#parts) hash.update(part);
    return hash;
  }
}
