import type { StatisticsAnswer } from './answer.js';
import { Buckets } from './buckets.js';
import { clippedRange, cutIntoBuckets, selectOverlapping, type Stretch } from './clipped.js';
import type { CallColumns } from './columns.js';
import { Groups } from './groups.js';
import { Measures } from './measures.js';
import { PairNumbers } from './pairNumbers.js';
import { MOST_ROWS, TooManyRows, type StatisticsQuery } from './query.js';
import { makeRows } from './rows.js';
import { isFinal, selectCalls } from './selection.js';
import { zoneOf } from './zone.js';

/** Where only the top groups become rows, so many more may be looked at. */
const CELLS_PER_TOP_ROW = 20;

const NO_HOURS: ReadonlySet<number> = new Set();

/**
 * Answers one statistical question over calls that are added in any order and in any portions, each call once. What a metric, a bucket or
 * a filter means is decided here and nowhere else; a store only delivers the calls (docs/decisions/0029-one-engine-for-statistics.md).
 */
export class Statistics {
  readonly #buckets: Buckets;
  readonly #groups: Groups;
  readonly #measures: Measures;
  /** A cell is a pair of (bucket, group): the calls that are counted together. */
  readonly #cells = new PairNumbers();
  readonly #mostCells: number;
  #provisional = 0;
  #firstStart = Infinity;

  /** @throws RangeError there is no such zone */
  constructor(private readonly query: StatisticsQuery) {
    const zone = zoneOf(query.timezone);
    this.#buckets = new Buckets(query.interval, zone);
    this.#groups = new Groups(query.groupBy, query.attribution, zone);
    this.#measures = new Measures(query);
    this.#mostCells = query.top === null ? MOST_ROWS : MOST_ROWS * CELLS_PER_TOP_ROW;
  }

  /**
   * @param exceptHours calls that started in these are not counted
   * @throws TooManyRows there are more than MOST_ROWS already
   */
  add(columns: CallColumns, exceptHours: ReadonlySet<number> = NO_HOURS): void {
    const candidates = selectCalls(columns, this.query, exceptHours);
    const isClipped = this.query.attribution === 'clipped';
    const selected = isClipped ? selectOverlapping(columns, candidates, this.query) : candidates;
    const settled = isFinal(columns, this.query.filter.clock);
    for (const call of selected) if (!settled(call)) this.#provisional += 1;
    const groups = this.#groups.numbersOf(columns, selected);
    if (isClipped) this.#addSeconds(columns, selected, groups);
    else this.#addCalls(columns, selected, groups);
  }

  /** @throws TooManyRows */
  answer(): StatisticsAnswer {
    const range = this.#range();
    const length = Math.max(0, range.to - range.from);
    if (this.query.fill) this.#addEmptyBuckets(range);
    const cells = {
      pairs: this.#cells,
      buckets: this.#buckets.all,
      groups: this.#groups,
      measures: this.#measures,
    };
    const shown = this.query.interval === null ? this.#askedRange() : range;
    const rows = makeRows(cells, { top: this.query.top, range, shown });
    const everything = new Int32Array(this.#cells.count);
    const totals = this.#measures.evaluate(1, everything, Float64Array.of(length)).map(([value]) => value!);
    return { rows, totals: Float64Array.from(totals), provisional: this.#provisional };
  }

  #addCalls(columns: CallColumns, selected: Int32Array, groups: Int32Array): void {
    const times = this.query.attribution === 'end' ? columns.numbers.endedAt : columns.numbers.startedAt;
    const cells = new Int32Array(selected.length);
    for (let i = 0; i < cells.length; i += 1)
      cells[i] = this.#cellOf(this.#buckets.at(times[selected[i]!]!).number, groups[i]!);
    this.#measures.growTo(this.#cells.count);
    this.#measures.add(columns, selected, cells);
  }

  #addSeconds(columns: CallColumns, selected: Int32Array, groups: Int32Array): void {
    for (const call of selected) this.#firstStart = Math.min(this.#firstStart, columns.numbers.startedAt[call]!);
    cutIntoBuckets(columns, selected, this.query, this.#buckets, (place, bucket, seconds) => {
      const cell = this.#cellOf(bucket.number, groups[place]!);
      this.#measures.growTo(this.#cells.count);
      this.#measures.addSeconds(cell, seconds);
    });
  }

  #addEmptyBuckets(range: Stretch): void {
    for (let time = range.from; time < range.to;) {
      const bucket = this.#buckets.at(time);
      this.#cellOf(bucket.number, 0);
      time = bucket.to;
    }
    this.#measures.growTo(this.#cells.count);
  }

  #cellOf(bucket: number, group: number): number {
    const cell = this.#cells.numberOf(bucket, group);
    if (cell >= this.#mostCells) throw new TooManyRows();
    return cell;
  }

  #askedRange(): Stretch {
    const { from, to } = this.query.filter;
    return {
      from: from === undefined ? -Infinity : Date.parse(from) / 1000,
      to: to === undefined ? Infinity : Date.parse(to) / 1000,
    };
  }

  /** Clipped statistics begin with the first start and end at `asOf` by themselves. */
  #range(): Stretch {
    if (this.query.attribution !== 'clipped') return this.#askedRange();
    const { from, to } = clippedRange(this.query);
    return { from: from === -Infinity ? this.#firstStart : from, to };
  }
}
