import type { Column } from './columns.js';
import { csvHead, csvLine } from './csv.js';
import type { ExportQuestion } from './question.js';

/** Writes the rows of a file in a format. What it gives, one after the other, is the file. */
export interface RowWriter<Row> {
  begin(): Uint8Array;
  add(rows: readonly Row[]): Uint8Array;
  end(): Uint8Array;
}

const NOTHING = new Uint8Array();
const encoder = new TextEncoder();

/** RFC 4180 or a dialect of it; the first line names the columns, unless the file goes on where another one ended. */
export const csvWriter = <Row>(
  columns: readonly Column<Row>[],
  { dialect, after }: Pick<ExportQuestion, 'dialect' | 'after'>,
): RowWriter<Row> => {
  const lineOf = (row: Row): string =>
    csvLine(
      columns.map(({ valueOf }) => valueOf(row)),
      dialect,
    );
  const names = columns.map(({ path }) => path);
  return {
    begin: () => (after === null ? encoder.encode(csvHead(names, dialect)) : NOTHING),
    add: (rows) => encoder.encode(rows.map(lineOf).join('')),
    end: () => NOTHING,
  };
};

/** One JSON object a line. */
export const ndjsonWriter = <Row>(): RowWriter<Row> => ({
  begin: () => NOTHING,
  add: (rows) => encoder.encode(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  end: () => NOTHING,
});
