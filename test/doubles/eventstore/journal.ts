import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';

/** One change of the log, kept as one line. Bytes are in base64. */
export type JournalEntry =
  | {
      readonly append: string;
      readonly created: number;
      readonly events: readonly {
        readonly id: string;
        readonly type: string;
        readonly contentType: string;
        readonly data: string;
        readonly metadata: string;
      }[];
    }
  | { readonly delete: string }
  | { readonly tombstone: string };

/** The double's data file. It is written before an append is acknowledged, so acknowledged events survive a kill of the process. */
export class Journal {
  readonly #lines: readonly string[];
  readonly #file: number;

  constructor(path: string) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    // A kill can leave an incomplete last line, which was never acknowledged.
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    this.#lines = whole.split('\n').filter((line) => line !== '');
    this.#file = openSync(path, 'a');
  }

  /** The entries that the file held when it was opened. */
  entries(): JournalEntry[] {
    return this.#lines.map((line) => JSON.parse(line) as JournalEntry);
  }

  write(entry: JournalEntry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
