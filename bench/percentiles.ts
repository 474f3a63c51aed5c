/** Exact nearest-rank percentiles of times in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/** The value that so large a share of them does not pass; NaN of none. */
const percentileOf = (values: readonly number[]): ((share: number) => number) => {
  const sorted = Float64Array.from(values).sort();
  return (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
};

export const medianOf = (values: readonly number[]): number => percentileOf(values)(0.5);

export const latencyOf = (milliseconds: readonly number[]): Latency => {
  const at = percentileOf(milliseconds);
  return { p50: at(0.5), p99: at(0.99), max: at(1), count: milliseconds.length };
};

/** Does one piece of work after the other. @returns the milliseconds that each took */
export const timesOf = async (works: Iterable<() => Promise<unknown>>): Promise<number[]> => {
  const times: number[] = [];
  for (const work of works) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times;
};

export const round = (value: number, digits = 1): string =>
  Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: digits }) : 'not measured';
