import type { Cells } from './columns.js';
import { csvHead, csvLine } from './csv.js';
import type { ExportQuestion } from './question.js';
import { Utf8Bytes } from './utf8Bytes.js';

/** Writes the rows of a file in a format. What `take` gives, one piece after the other, is the file. */
export interface RowWriter<Row> {
  /** What comes before the first row. */
  begin(): void;
  add(row: Row): void;
  /** What comes behind the last row. */
  end(): void;
  /** The bytes written since it was called last; there may be none. */
  take(): Uint8Array;
}

/** RFC 4180 or a dialect of it; the first line names the columns, unless the file goes on where another one ended. */
export const csvWriter = (
  names: readonly string[],
  { dialect, after }: Pick<ExportQuestion, 'dialect' | 'after'>,
): RowWriter<Cells> => {
  const bytes = new Utf8Bytes();
  return {
    begin: () => {
      if (after === null) bytes.add(csvHead(names, dialect));
    },
    add: (cells) => bytes.add(csvLine(cells, dialect)),
    end: () => undefined,
    take: () => bytes.take(),
  };
};

/** A line for each text. */
export const linesWriter = (): RowWriter<string> => {
  const bytes = new Utf8Bytes();
  return {
    begin: () => undefined,
    add: (text) => bytes.add(`${text}\n`),
    end: () => undefined,
    take: () => bytes.take(),
  };
};
