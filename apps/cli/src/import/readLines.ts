import { createReadStream } from 'node:fs';
import { gunzipped, type Unpacked } from './gunzip.js';

const NEWLINE = 0x0a;

/** One line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; empty for a line over the limit. */
  readonly bytes: Buffer;
  /** How many bytes the line has. */
  readonly size: number;
  /** How much of the file, compressed as it may be, had been read when the line came. */
  readonly bytesRead: number;
}

interface Limits {
  /** Most bytes of a line that are held in memory. */
  readonly limit: number;
  /** Gets a line over the limit, part by part, before the line itself comes. */
  readonly onLongLine?: (part: Buffer, number: number) => void;
}

async function* plain(path: string): AsyncGenerator<Unpacked> {
  const file = createReadStream(path);
  for await (const content of file as AsyncIterable<Buffer>) yield { content, bytesRead: file.bytesRead };
}

/**
 * The lines of a file (gunzipped where its name ends in .gz) one by one, blank ones left out. Memory does not grow with the file, nor with
 * a line longer than the limit.
 * @throws Error the file cannot be read; it names the file and the last line before
 */
export async function* readLines(path: string, { limit, onLongLine }: Limits): AsyncGenerator<Line> {
  let number = 0;
  const line = new LineBuffer(limit, (part) => onLongLine?.(part, number + 1));
  let bytesRead = 0;
  const content = (path.endsWith('.gz') ? gunzipped : plain)(path);
  try {
    for await (const piece of content) {
      ({ bytesRead } = piece);
      let from = 0;
      for (let end = piece.content.indexOf(NEWLINE); end >= 0; end = piece.content.indexOf(NEWLINE, from)) {
        line.add(piece.content.subarray(from, end));
        from = end + 1;
        number++;
        if (!line.isBlank) yield { number, ...line.read(), bytesRead };
        line.clear();
      }
      line.add(piece.content.subarray(from));
    }
  } catch (error) {
    throw new Error(`${path}, after line ${number}: ${(error as Error).message}`, { cause: error });
  }
  if (!line.isBlank) yield { number: number + 1, ...line.read(), bytesRead };
}

class LineBuffer {
  #parts: Buffer[] = [];
  #size = 0;

  constructor(
    private readonly limit: number,
    private readonly onLongLine: (part: Buffer) => void,
  ) {}

  add(part: Buffer): void {
    this.#size += part.length;
    this.#parts.push(part);
    if (this.#size > this.limit) for (const waiting of this.#parts.splice(0)) this.onLongLine(waiting);
  }
  get isBlank(): boolean {
    return this.#size <= this.limit && this.#parts.every((part) => part.toString('latin1').trim() === '');
  }
  read(): Pick<Line, 'bytes' | 'size'> {
    return { bytes: Buffer.concat(this.#parts), size: this.#size };
  }
  clear(): void {
    this.#parts = [];
    this.#size = 0;
  }
}
