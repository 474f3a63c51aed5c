import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const NEWLINE = 0x0a;

/** One line of a file. `bytes` is null where it is longer than the limit: it has been skipped. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer | null;
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
      if (!line.isBlank) yield { number, bytes: line.bytes(), bytesRead: file.bytesRead };
      line.clear();
    }
    line.add(chunk.subarray(from));
  }
  if (!line.isBlank) yield { number: number + 1, bytes: line.bytes(), bytesRead: file.bytesRead };
}

class LineBuffer {
  #parts: Buffer[] = [];
  #size = 0;

  constructor(private readonly limit: number) {}

  add(part: Buffer): void {
    this.#size += part.length;
    if (this.#size <= this.limit) this.#parts.push(part);
    else this.#parts = [];
  }
  get isBlank(): boolean {
    return this.#size <= this.limit && this.#parts.every((part) => part.toString('latin1').trim() === '');
  }
  bytes(): Buffer | null {
    return this.#size <= this.limit ? Buffer.concat(this.#parts) : null;
  }
  clear(): void {
    this.#parts = [];
    this.#size = 0;
  }
}
