import type { StoredCall } from '../call.js';
import type { CallFilter } from '../filter.js';
import { columnsOf, gatherColumns, type CallColumns } from './columns.js';
import { hoursOfDays, startedOutside } from './hours.js';
import { decodeSegments, encodeSegment } from './segment.js';
import { selectCalls } from './selection.js';
import type { Statistics } from './statistics.js';

/*
 * The calls of a day's quiet hours are kept together as one segment: a year is read as hundreds of segments instead of thousands. An hour
 * of the day in which something has changed since is left out of what the segment holds, and is read as rows, until the segment is renewed
 * (docs/decisions/0065-a-segment-for-each-day.md).
 */

/** The calls that started in the quiet hours of a day. */
export interface Segment {
  readonly columns: Uint8Array;
  /** When the last of them ended, in seconds since the epoch; null where one is open. */
  readonly lastEnd: number | null;
}

const placesOf = ({ count }: CallColumns): Int32Array => Int32Array.from({ length: count }, (_, call) => call);

/**
 * A day's segment with new calls in some of its hours.
 * @param former the day's segment so far, of SEGMENT_FORMAT; null where there is none
 * @param hours hours of the day, whose calls are now `calls`
 * @returns null where the day has no calls
 */
export const renewSegment = (
  former: Uint8Array | null,
  hours: ReadonlySet<number>,
  calls: readonly StoredCall[],
): Segment | null => {
  const others = decodeSegments(former === null ? [] : [former]);
  const renewed = columnsOf(calls);
  const columns = gatherColumns([
    { columns: others, calls: placesOf(others).filter(startedOutside(others, hours)) },
    { columns: renewed, calls: placesOf(renewed) },
  ]);
  if (columns.count === 0) return null;
  const lastEnd = columns.numbers.endedAt.reduce((last, end) => Math.max(last, end), -Infinity);
  return { columns: encodeSegment(columns), lastEnd: Number.isNaN(lastEnd) ? null : lastEnd };
};

/**
 * When the calls start that a filter finds in segments: seconds since the epoch, each once.
 * @param filter asks for nothing that is in no column (isInColumns)
 * @param exceptHours calls that started in these are left out
 */
export const startsFound = (
  segments: readonly Uint8Array[],
  filter: CallFilter,
  exceptHours: ReadonlySet<number>,
): number[] => {
  const columns = decodeSegments(segments);
  const { attribution, timezone = 'UTC' } = filter;
  const found = selectCalls(columns, { filter, attribution, timezone }, exceptHours);
  return [...new Set(Array.from(found, (call) => columns.numbers.startedAt[call]!))];
};

/** Segments that are decoded behind one another: together they are never all in memory. */
const PORTION_BYTES = 256 * 1024;

/** Adds the segments of days to a statistic, without the calls of the hours that are read as rows. */
export class SegmentCounter {
  #portion: Uint8Array[] = [];
  #bytes = 0;
  #exceptHours = new Set<number>();

  /** @param unsealed the hours whose calls in the segments are not those that are stored */
  constructor(
    private readonly statistics: Statistics,
    private readonly unsealed: ReadonlySet<number>,
  ) {}

  add(day: number, columns: Uint8Array): void {
    this.#portion.push(columns);
    this.#bytes += columns.length;
    const { first, last } = hoursOfDays(day, day);
    for (let hour = first; hour <= last; hour += 1) if (this.unsealed.has(hour)) this.#exceptHours.add(hour);
    if (this.#bytes >= PORTION_BYTES) this.flush();
  }

  /** Counts what has been added and waits for more. */
  flush(): void {
    this.statistics.add(decodeSegments(this.#portion), this.#exceptHours);
    [this.#portion, this.#bytes, this.#exceptHours] = [[], 0, new Set()];
  }
}
