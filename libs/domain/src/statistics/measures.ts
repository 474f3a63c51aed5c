import type { CallColumns } from './columns.js';
import { ConditionTallies } from './conditionTallies.js';
import {
  CLIPPED_FIELDS,
  type ClippedField,
  type Count,
  type DurationMeasure,
  type MeasuredField,
  type Metric,
  type Rate,
} from './metrics.js';
import type { StatisticsQuery } from './query.js';
import { percentileOf, Samples } from './samples.js';
import { isEnded } from './selection.js';
import { Tally } from './tally.js';

/** What is kept of one duration. */
class DurationTallies {
  readonly count = new Tally('sum');
  readonly sum = new Tally('sum');
  readonly min = new Tally('min');
  readonly max = new Tally('max');
  /** By the seconds of a `within`: how many took no longer. */
  readonly within: ReadonlyMap<number, Tally>;
  /** Null where no percentile is asked for. */
  readonly samples: Samples | null;

  constructor(metrics: readonly Metric[]) {
    const limits = metrics.flatMap((metric) => (metric.kind === 'within' ? [metric.seconds] : []));
    this.within = new Map(limits.map((seconds) => [seconds, new Tally('sum')]));
    this.samples = metrics.some(({ kind }) => kind === 'percentile') ? new Samples() : null;
  }

  get all(): readonly Tally[] {
    return [this.count, this.sum, this.min, this.max, ...this.within.values()];
  }

  /** A value that is not known (NaN) is left out. */
  add(values: Float64Array, selected: Int32Array, cells: Int32Array): void {
    const [count, sum, min, max] = [this.count.cells, this.sum.cells, this.min.cells, this.max.cells];
    const within = [...this.within].map(([seconds, tally]) => ({ seconds, cells: tally.cells }));
    for (let i = 0; i < selected.length; i += 1) {
      const value = values[selected[i]!]!;
      if (Number.isNaN(value)) continue;
      const cell = cells[i]!;
      count[cell]! += 1;
      sum[cell]! += value;
      if (value < min[cell]!) min[cell] = value;
      if (value > max[cell]!) max[cell] = value;
      for (const limit of within) if (value <= limit.seconds) limit.cells[cell]! += 1;
    }
    this.samples?.add(values, selected, cells);
  }
}

const TALLIES = ['calls', 'ended', 'conversations', 'answered', 'abandoned'] as const;
type TallyName = (typeof TALLIES)[number];

const RATE_PARTS: Readonly<Record<Rate, readonly [TallyName, readonly TallyName[]]>> = {
  conversationRate: ['conversations', ['ended']],
  answerRate: ['answered', ['ended']],
  abandonRate: ['abandoned', ['abandoned', 'conversations']],
};

const ratio = (parts: Float64Array, of: Float64Array): Float64Array =>
  parts.map((part, place) => (of[place] === 0 ? Number.NaN : part / of[place]!));
const plus = (one: Float64Array, other: Float64Array): Float64Array =>
  one.map((number, place) => number + other[place]!);
const nothingAsNaN = (numbers: Float64Array): Float64Array =>
  numbers.map((number) => (Number.isFinite(number) ? number : Number.NaN));

const fieldOf = (metric: Metric): MeasuredField | null =>
  'field' in metric ? metric.field : metric.kind === 'concurrency' ? 'callSeconds' : null;

/** All that the metrics need, added up by cell: the calls that are counted together at the finest. */
export class Measures {
  readonly #calls = Object.fromEntries(TALLIES.map((name) => [name, new Tally('sum')])) as Record<TallyName, Tally>;
  readonly #durations: ReadonlyMap<MeasuredField, DurationTallies>;
  /** Null where neither flags nor statuses are asked for. */
  readonly #conditions: ConditionTallies | null;

  constructor(private readonly query: Pick<StatisticsQuery, 'metrics' | 'filter'>) {
    const { metrics } = query;
    const hasConditions = metrics.some(({ kind }) => kind === 'flag' || kind === 'status');
    this.#conditions = hasConditions ? new ConditionTallies(query.filter.clock) : null;
    const fields = new Set(metrics.map(fieldOf).filter((field) => field !== null));
    this.#durations = new Map(
      [...fields].map((field) => [field, new DurationTallies(metrics.filter((metric) => fieldOf(metric) === field))]),
    );
  }

  /** Before anything is added to cells below `count`. */
  growTo(count: number): void {
    for (const tally of [...Object.values(this.#calls), ...(this.#conditions?.all ?? [])]) tally.growTo(count);
    for (const { all } of this.#durations.values()) for (const tally of all) tally.growTo(count);
  }

  /** Counts the selected calls, each in its cell. */
  add(columns: CallColumns, selected: Int32Array, cells: Int32Array): void {
    this.#countCalls(columns, selected, cells);
    this.#conditions?.add(columns, selected, cells);
    for (const [field, tallies] of this.#durations) tallies.add(columns.numbers[field], selected, cells);
  }

  /** Adds the seconds of a call that passed in a cell, where calls are not counted whole. */
  addSeconds(cell: number, seconds: Readonly<Record<ClippedField, number>>): void {
    for (const field of CLIPPED_FIELDS) this.#durations.get(field)?.sum.add(cell, seconds[field]);
  }

  /**
   * Each metric's value at `count` places, NaN for null. A place is put together from the cells that `placeOf` puts there (-1: nowhere);
   * `lengths` are the seconds that a place stands for.
   */
  evaluate(count: number, placeOf: Int32Array, lengths: Float64Array): Float64Array[] {
    const folded = new Map<Tally, Float64Array>();
    const fold = (tally: Tally): Float64Array => {
      const known = folded.get(tally) ?? tally.folded(count, placeOf);
      folded.set(tally, known);
      return known;
    };
    const sorted = new Map<Samples, readonly Float64Array[]>();
    const sort = (samples: Samples): readonly Float64Array[] => {
      const known = sorted.get(samples) ?? samples.sorted(count, placeOf);
      sorted.set(samples, known);
      return known;
    };
    return this.query.metrics.map((metric) => this.#evaluateOne(metric, { fold, sort, lengths }));
  }

  #evaluateOne(metric: Metric, { fold, sort, lengths }: Evaluation): Float64Array {
    switch (metric.kind) {
      case 'count':
        return fold(this.#calls[metric.of satisfies Count]);
      case 'rate': {
        const [part, whole] = RATE_PARTS[metric.of];
        return ratio(fold(this.#calls[part]), whole.map((name) => fold(this.#calls[name])).reduce(plus));
      }
      case 'duration':
        return measureOf(this.#durationOf(metric), metric.measure, fold);
      case 'percentile': {
        const { samples } = this.#durationOf(metric);
        return Float64Array.from(samples === null ? [] : sort(samples), (values) =>
          percentileOf(values, metric.percent),
        );
      }
      case 'within': {
        const { within, count } = this.#durationOf(metric);
        return ratio(fold(within.get(metric.seconds)!), fold(count));
      }
      case 'concurrency':
        return ratio(fold(this.#durationOf(metric).sum), lengths);
      case 'flag':
        return fold(this.#conditions!.ofFlag(metric.flag));
      case 'status':
        return fold(this.#conditions!.ofStatus(metric.status));
    }
  }

  #durationOf(metric: Metric): DurationTallies {
    return this.#durations.get(fieldOf(metric)!)!;
  }

  /** All but the calls themselves of ended calls only. */
  #countCalls(columns: CallColumns, selected: Int32Array, cells: Int32Array): void {
    const { calls, ended, conversations, answered, abandoned } = this.#calls;
    const isOver = isEnded(columns);
    const wasAnswered = columns.numbers.answered;
    const outcomes = columns.codes.outcome;
    const tallyOf = columns.values.outcome.map((outcome) =>
      outcome === 'conversation' ? conversations : outcome === 'abandoned' ? abandoned : null,
    );
    const outcomeCells = tallyOf.map((tally) => tally?.cells ?? null);
    const [callCells, endedCells, answeredCells] = [calls.cells, ended.cells, answered.cells];
    for (let i = 0; i < selected.length; i += 1) {
      const [call, cell] = [selected[i]!, cells[i]!];
      callCells[cell]! += 1;
      if (!isOver(call)) continue;
      endedCells[cell]! += 1;
      answeredCells[cell]! += wasAnswered[call]!;
      const byOutcome = outcomeCells[outcomes[call]!];
      if (byOutcome != null) byOutcome[cell]! += 1;
    }
  }
}

interface Evaluation {
  readonly fold: (tally: Tally) => Float64Array;
  readonly sort: (samples: Samples) => readonly Float64Array[];
  readonly lengths: Float64Array;
}

const measureOf = (tallies: DurationTallies, measure: DurationMeasure, fold: Evaluation['fold']): Float64Array => {
  switch (measure) {
    case 'count':
      return fold(tallies.count);
    case 'sum':
      return fold(tallies.sum);
    case 'avg':
      return ratio(fold(tallies.sum), fold(tallies.count));
    case 'min':
      return nothingAsNaN(fold(tallies.min));
    case 'max':
      return nothingAsNaN(fold(tallies.max));
  }
};
