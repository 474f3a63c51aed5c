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
export const SEGMENT_FORMAT = 2;

/*
 * The bytes of a segment; numbers have their least significant byte first:
 *   the number of calls (4 bytes);
 *   for each column of numbers, then for each of codes: the width of its values (1 byte) and the least of them (a double);
 *   for each column of codes the length (4 bytes) of its different values, which are written as a JSON list;
 *   for each column, in the same order, the values: each less the least one, in as many bytes as the width says; all bits set: null;
 *   those JSON lists.
 * Width 0: all values are the least one. Width 8: doubles as they are, for what is no whole number, or too far apart.
 */
const CODINGS_AT = 4;
const CODING_BYTES = 9;
const COLUMN_COUNT = NUMBER_COLUMNS.length + VALUE_COLUMNS.length;
const LENGTHS_AT = CODINGS_AT + COLUMN_COUNT * CODING_BYTES;
const BLOCKS_AT = LENGTHS_AT + VALUE_COLUMNS.length * 4;

const WRITE = {
  1: (view: DataView, at: number, code: number) => view.setUint8(at, code),
  2: (view: DataView, at: number, code: number) => view.setUint16(at, code, true),
  4: (view: DataView, at: number, code: number) => view.setUint32(at, code, true),
  8: (view: DataView, at: number, code: number) => view.setFloat64(at, code, true),
} as const;
type Width = 0 | keyof typeof WRITE;

/** Where the codes of a column are read from, what is added to each, and where they go. */
interface Reading {
  readonly view: DataView;
  readonly start: number;
  readonly count: number;
  readonly least: number;
  readonly into: Float64Array | Int32Array;
  readonly place: number;
}

/** A loop for each width: one loop for all of them takes twice as long, and this is where a statistic spends most of its time. */
const READ = {
  1: ({ view, start, count, least, into, place }: Reading) => {
    for (let i = 0; i < count; i += 1) {
      const code = view.getUint8(start + i);
      into[place + i] = code === 0xff ? Number.NaN : least + code;
    }
  },
  2: ({ view, start, count, least, into, place }: Reading) => {
    for (let i = 0; i < count; i += 1) {
      const code = view.getUint16(start + i * 2, true);
      into[place + i] = code === 0xffff ? Number.NaN : least + code;
    }
  },
  4: ({ view, start, count, least, into, place }: Reading) => {
    for (let i = 0; i < count; i += 1) {
      const code = view.getUint32(start + i * 4, true);
      into[place + i] = code === 0xffff_ffff ? Number.NaN : least + code;
    }
  },
  8: ({ view, start, count, into, place }: Reading) => {
    for (let i = 0; i < count; i += 1) into[place + i] = view.getFloat64(start + i * 8, true);
  },
} as const;

interface Coding {
  readonly width: Width;
  readonly least: number;
}

/** The code that stands for null; doubles have their own. */
const nullCode = (width: Width): number => (width === 8 ? Number.NaN : 2 ** (8 * width) - 1);

const isWhole = (number: number): boolean => Number.isSafeInteger(number) && !Object.is(number, -0);

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
  return width === undefined ? { width: 8, least: 0 } : { width, least };
};

const writeColumn = (view: DataView, start: number, values: ArrayLike<number>, { width, least }: Coding): void => {
  if (width === 0) return;
  const write = WRITE[width];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    // a double as it is: -0 less 0 would be 0
    const code = Number.isNaN(value) ? nullCode(width) : width === 8 ? value : value - least;
    write(view, start + i * width, code);
  }
};

/** The bytes that hold these columns. */
export const encodeSegment = ({ count, numbers, codes, values }: CallColumns): Uint8Array => {
  const columns = [...NUMBER_COLUMNS.map((name) => numbers[name]), ...VALUE_COLUMNS.map((name) => codes[name])];
  const codings = columns.map(codingOf);
  const texts = VALUE_COLUMNS.map((name) => new TextEncoder().encode(JSON.stringify(values[name])));
  const ends = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = new Uint8Array(BLOCKS_AT + codings.reduce((sum, { width }) => sum + width * count, ends));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  let at = BLOCKS_AT;
  for (const [i, column] of columns.entries()) {
    const { width, least } = codings[i]!;
    view.setUint8(CODINGS_AT + i * CODING_BYTES, width);
    view.setFloat64(CODINGS_AT + i * CODING_BYTES + 1, least, true);
    writeColumn(view, at, column, codings[i]!);
    at += width * count;
  }
  for (const [i, text] of texts.entries()) {
    view.setUint32(LENGTHS_AT + i * 4, text.length, true);
    bytes.set(text, at);
    at += text.length;
  }
  return bytes;
};

const decoder = new TextDecoder();

/** The bytes of a segment, of which each column is read by itself. */
class SegmentBytes {
  readonly count: number;
  readonly #view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.#view.getUint32(0, true);
  }

  /** Reads a column into an array, from this place on. `more` is added to each value. */
  read(column: number, into: Float64Array | Int32Array, place: number, more = 0): void {
    const { count } = this;
    const [view, width] = [this.#view, this.#widthOf(column)];
    const least = view.getFloat64(CODINGS_AT + column * CODING_BYTES + 1, true) + more;
    if (width === 0) into.fill(least, place, place + count);
    else READ[width]({ view, start: this.#startOf(column), count, least, into, place });
  }

  /** The different values of a column of codes. */
  values(column: number): readonly ColumnValue[] {
    let start = this.#startOf(COLUMN_COUNT);
    for (let i = 0; i < column; i += 1) start += this.#lengthOf(i);
    return JSON.parse(decoder.decode(this.bytes.subarray(start, start + this.#lengthOf(column)))) as ColumnValue[];
  }

  #widthOf(column: number): Width {
    return this.#view.getUint8(CODINGS_AT + column * CODING_BYTES) as Width;
  }

  #lengthOf(column: number): number {
    return this.#view.getUint32(LENGTHS_AT + column * 4, true);
  }

  /** Where the values of a column begin. */
  #startOf(column: number): number {
    let start = BLOCKS_AT;
    for (let i = 0; i < column; i += 1) start += this.count * this.#widthOf(i);
    return start;
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

/** A column of codes: those of each segment stand for values of its own, which stand one segment's behind the other's. */
const readCodes = (segments: readonly SegmentBytes[], column: number, count: number) => {
  const codes = new Int32Array(count);
  const values: ColumnValue[] = [];
  let place = 0;
  for (const segment of segments) {
    segment.read(NUMBER_COLUMNS.length + column, codes, place, values.length);
    values.push(...segment.values(column));
    place += segment.count;
  }
  return { codes, values };
};

const readNumbers = (segments: readonly SegmentBytes[], column: number, count: number): Float64Array => {
  const numbers = new Float64Array(count);
  let place = 0;
  for (const segment of segments) {
    segment.read(column, numbers, place);
    place += segment.count;
  }
  return numbers;
};

/**
 * The columns that these segments hold, the calls of one behind those of the other: many small days cost little more than one large one.
 * A column is decoded when it is first read. The same value may stand in a column's values once for each segment.
 */
export const decodeSegments = (bytes: readonly Uint8Array[]): CallColumns => {
  const segments = bytes.map((one) => new SegmentBytes(one));
  const count = segments.reduce((sum, segment) => sum + segment.count, 0);
  const coded = Array.from(VALUE_COLUMNS, (_, column) => {
    let read: ReturnType<typeof readCodes> | null = null;
    return () => (read ??= readCodes(segments, column, count));
  });
  return {
    count,
    numbers: numberRecord((column) => readNumbers(segments, column, count)),
    codes: valueRecord((column) => coded[column]!().codes),
    values: valueRecord((column) => coded[column]!().values),
  };
};
