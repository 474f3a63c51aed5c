import type { GroupValue } from './groups.js';

/** Rows as columns, since there may be a hundred thousand. By time, then by group. */
export interface StatisticsRows {
  readonly count: number;
  /** Seconds since the epoch; NaN: no bound. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Of each dimension, in the query's order: per row the place of its value in `values`. */
  readonly groups: readonly Int32Array[];
  readonly values: readonly (readonly GroupValue[])[];
  /** Of each metric, in the query's order; NaN: null. */
  readonly metrics: readonly Float64Array[];
}

export interface StatisticsAnswer {
  readonly rows: StatisticsRows;
  /** Each metric over all calls, in the query's order; NaN: null. */
  readonly totals: Float64Array;
  /** How many of the calls are not final. */
  readonly provisional: number;
}
