import {
  NUMBER_COLUMNS,
  VALUE_COLUMNS,
  type CallColumns,
  type ColumnValue,
  type NumberColumn,
  type ValueColumn,
} from './columns.js';

/**
 * Names what the bytes of a segment hold: raised with every change of the columns, of what they mean, and of how they are written. A
 * store does not read segments of another format; it makes them again (docs/decisions/0035-segments-of-columns.md).
 */
export const SEGMENT_FORMAT = 1;

/*
 * The bytes of a segment, least significant first:
 *   the number of calls (4 bytes); the length of the values' text (4 bytes);
 *   for each column of numbers, then for each of codes: the width of its values (1 byte) and the least of them (a double);
 *   the different values of the columns of codes, as JSON: a list of lists;
 *   for each column, in the same order, the values: each less the least one, in as many bytes as the width says; all bits set: null.
 * Width 0: all values are the least one. Width 8: doubles as they are, for what is no whole number, or too far apart.
 */
const COLUMNS_AT = 8;
const COLUMN_BYTES = 9;
const COLUMN_COUNT = NUMBER_COLUMNS.length + VALUE_COLUMNS.length;
const VALUES_AT = COLUMNS_AT + COLUMN_COUNT * COLUMN_BYTES;

const ARRAYS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;
type CodeWidth = keyof typeof ARRAYS;
type Width = 0 | CodeWidth | 8;

const nullCode = (width: CodeWidth): number => 2 ** (8 * width) - 1;

const isWhole = (number: number): boolean => Number.isSafeInteger(number) && !Object.is(number, -0);

interface Coding {
  readonly width: Width;
  readonly least: number;
}

const codingOf = (values: ArrayLike<number>): Coding => {
  let [least, most, nulls] = [Infinity, -Infinity, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (Number.isNaN(value)) nulls += 1;
    else if (!isWhole(value)) return { width: 8, least: 0 };
    else [least, most] = [Math.min(least, value), Math.max(most, value)];
  }
  if (nulls === values.length) return { width: 0, least: Number.NaN };
  if (nulls === 0 && least === most) return { width: 0, least };
  const width = ([1, 2, 4] as const).find((bytes) => most - least < nullCode(bytes));
  return { width: width ?? 8, least };
};

const encodeColumn = (values: ArrayLike<number>, { width, least }: Coding): Uint8Array => {
  if (width === 0) return new Uint8Array(0);
  if (width === 8) return new Uint8Array(Float64Array.from(values).buffer);
  const codes = new ARRAYS[width](values.length);
  for (let i = 0; i < codes.length; i += 1) codes[i] = Number.isNaN(values[i]) ? nullCode(width) : values[i]! - least;
  return new Uint8Array(codes.buffer);
};

/** The bytes that hold these columns. */
export const encodeSegment = ({ count, numbers, codes, values }: CallColumns): Uint8Array => {
  const columns = [...NUMBER_COLUMNS.map((name) => numbers[name]), ...VALUE_COLUMNS.map((name) => codes[name])];
  const codings = columns.map(codingOf);
  const blocks = columns.map((column, i) => encodeColumn(column, codings[i]!));
  const text = new TextEncoder().encode(JSON.stringify(VALUE_COLUMNS.map((name) => values[name])));
  const length = blocks.reduce((sum, block) => sum + block.length, VALUES_AT + text.length);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  view.setUint32(4, text.length, true);
  for (const [i, { width, least }] of codings.entries()) {
    view.setUint8(COLUMNS_AT + i * COLUMN_BYTES, width);
    view.setFloat64(COLUMNS_AT + i * COLUMN_BYTES + 1, least, true);
  }
  bytes.set(text, VALUES_AT);
  let at = VALUES_AT + text.length;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
};

/** The bytes of a segment, of which each column is read by itself. */
class SegmentBytes {
  readonly count: number;
  readonly #view: DataView;
  /** Where the values of each column begin. */
  readonly #starts = new Float64Array(COLUMN_COUNT);
  #values: ColumnValue[][] | null = null;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    // not a Buffer, whose slices are no copies
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.#view.getUint32(0, true);
    let at = VALUES_AT + this.#view.getUint32(4, true);
    for (let i = 0; i < COLUMN_COUNT; i += 1) {
      this.#starts[i] = at;
      at += this.count * this.#view.getUint8(COLUMNS_AT + i * COLUMN_BYTES);
    }
  }

  /** Reads a column into an array that is as long as there are calls. */
  read<Column extends Float64Array | Int32Array>(column: number, into: Column): Column {
    const width = this.#view.getUint8(COLUMNS_AT + column * COLUMN_BYTES) as Width;
    const least = this.#view.getFloat64(COLUMNS_AT + column * COLUMN_BYTES + 1, true);
    if (width === 0) return into.fill(least) as Column;
    const start = this.#starts[column]!;
    // a copy, since arrays of wider numbers cannot begin anywhere
    const block = this.#bytes.slice(start, start + this.count * width).buffer;
    if (width === 8) into.set(new Float64Array(block));
    else {
      const codes = new ARRAYS[width](block);
      const missing = nullCode(width);
      for (let i = 0; i < codes.length; i += 1) into[i] = codes[i] === missing ? Number.NaN : least + codes[i]!;
    }
    return into;
  }

  values(column: number): readonly ColumnValue[] {
    const text = (): string => new TextDecoder().decode(this.#bytes.subarray(VALUES_AT, this.#starts[0]));
    this.#values ??= JSON.parse(text()) as ColumnValue[][];
    return this.#values[column]!;
  }
}

/** Makes records whose values are made when they are first asked for: no question looks at all columns. */
const lazyRecords = <Column extends string>(columns: readonly Column[]) => {
  class Lazy {
    readonly #made: unknown[] = [];
    constructor(private readonly make: (place: number) => unknown) {}
    at(place: number): unknown {
      return (this.#made[place] ??= this.make(place));
    }
  }
  for (const [place, column] of columns.entries()) {
    Object.defineProperty(Lazy.prototype, column, {
      get(this: Lazy) {
        return this.at(place);
      },
    });
  }
  return <Made>(make: (place: number) => Made): Record<Column, Made> =>
    new Lazy(make) as unknown as Record<Column, Made>;
};

const numberRecord = lazyRecords<NumberColumn>(NUMBER_COLUMNS);
const valueRecord = lazyRecords<ValueColumn>(VALUE_COLUMNS);

/** The columns that these bytes hold. Each is decoded when it is first read. */
export const decodeSegment = (bytes: Uint8Array): CallColumns => {
  const segment = new SegmentBytes(bytes);
  const { count } = segment;
  return {
    count,
    numbers: numberRecord((place) => segment.read(place, new Float64Array(count))),
    codes: valueRecord((place) => segment.read(NUMBER_COLUMNS.length + place, new Int32Array(count))),
    values: valueRecord((place) => segment.values(place)),
  };
};
