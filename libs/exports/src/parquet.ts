import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Cells, CellValue, Column, ColumnType } from './columns.js';
import type { RowWriter } from './rowWriter.js';

/**
 * Rows of a row group: what is held in memory before it is written, and what a reader can pass over at once. Readers like larger ones
 * (DuckDB makes them of 122,880 rows), at twice the memory each time they double.
 */
const ROW_GROUP_ROWS = 10_000;

/** By their least and greatest values readers pass over groups. Texts lie in no order, and nothing is passed over by theirs. */
const HAS_STATISTICS: readonly ColumnType[] = ['time', 'whole', 'number'];

/** A list is three levels deep (Parquet format, LogicalTypes.md). The list is there or not, and so is each of its values. */
const listOfTexts = (name: string): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  textElement('element'),
];

const textElement = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  repetition_type: 'OPTIONAL',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
});

const utcTime = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  repetition_type: 'OPTIONAL',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
});

const optional = (name: string, type: 'INT64' | 'DOUBLE' | 'BOOLEAN'): SchemaElement => ({
  name,
  type,
  repetition_type: 'OPTIONAL',
});

const elementsOf = (path: string, type: ColumnType): SchemaElement[] => {
  switch (type) {
    case 'text':
      return [textElement(path)];
    case 'texts':
      return listOfTexts(path);
    case 'time':
      return [utcTime(path)];
    case 'whole':
      return [optional(path, 'INT64')];
    case 'number':
      return [optional(path, 'DOUBLE')];
    case 'flag':
      return [optional(path, 'BOOLEAN')];
  }
};

/** Most whole numbers are small, and a BigInt is an object: those that are there already take no time and no memory. */
const SMALL = Array.from({ length: 4096 }, (_, number) => BigInt(number));

/** As the writer takes it: times and whole numbers are 64 bits wide. */
const physical = (value: CellValue, type: ColumnType): unknown => {
  if (value === null) return null;
  if (type === 'time') return BigInt(Date.parse(String(value)));
  if (type === 'whole') return SMALL[value as number] ?? BigInt(value as number);
  return value;
};

type ParquetColumn = Pick<Column<never>, 'path' | 'type'>;

/** A file that is written row group by row group and is never there whole. Its rows come at the end of each group. */
class ParquetRows implements RowWriter<Cells> {
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #columns: unknown[][];
  #rows = 0;

  constructor(
    private readonly columns: readonly ParquetColumn[],
    about: Readonly<Record<string, string>>,
  ) {
    const elements = columns.flatMap(({ path, type }) => elementsOf(path, type));
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: 'root', num_children: columns.length }, ...elements],
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: 'call-analytics',
    });
    this.#columns = columns.map(() => []);
  }

  /** The library has written the head already. */
  begin(): void {}

  add(cells: Cells): void {
    for (const [i, { type }] of this.columns.entries()) this.#columns[i]?.push(physical(cells[i] ?? null, type));
    this.#rows += 1;
    if (this.#rows >= ROW_GROUP_ROWS) this.#writeGroup();
  }

  /** With the footer, without which no reader takes the file for one. */
  end(): void {
    if (this.#rows > 0) this.#writeGroup();
    void this.#parquet.finish();
  }

  take(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }

  /** The library answers a promise only where its writer has to wait for something; this one holds its bytes in memory. */
  #writeGroup(): void {
    const columnData = this.columns.map(({ path, type }, i) => ({
      name: path,
      data: this.#columns[i] ?? [],
      statistics: HAS_STATISTICS.includes(type),
    }));
    void this.#parquet.write({ columnData, rowGroupSize: this.#rows });
    this.#columns = this.columns.map(() => []);
    this.#rows = 0;
  }
}

/** Typed columns: times as UTC timestamps, lists as lists. `about`: what the file says of itself, e.g. `asOf`. */
export const parquetWriter = (
  columns: readonly ParquetColumn[],
  about: Readonly<Record<string, string>>,
): RowWriter<Cells> => new ParquetRows(columns, about);
