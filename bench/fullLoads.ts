import type { ChildProgram } from './childProgram.js';
import { fullLoad, type Load } from './load.js';
import { round } from './percentiles.js';
import { costLine } from './processorTime.js';

export const loadLine = (name: string, { perSecond, latency, failed }: Load): string =>
  `${name.padEnd(44)} ${round(perSecond, 0).padStart(8)}/s  p50 ${round(latency.p50)} ms  p99 ${round(latency.p99)} ms` +
  `  max ${round(latency.max)} ms${failed > 0 ? `  FAILED ${failed}` : ''}`;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
};
/** The round whose rate is the median one. */
export const middle = <Figures>(rounds: readonly Figures[], rate: (figures: Figures) => number): Figures => {
  const wanted = median(rounds.map(rate));
  return rounds.find((figures) => rate(figures) === wanted) as Figures;
};

/** A full load, and what each webhook of it cost. */
export interface FullLoad extends Load {
  readonly cost: string;
}
export const fullLoadOf = async (program: ChildProgram, seconds: number, nextBody: () => string): Promise<FullLoad> => {
  const before = program.threads();
  const load = await fullLoad(program.url, seconds, nextBody);
  return { ...load, cost: costLine('webhook', before, program.threads(), load.latency.count) };
};

export const fullLines = (name: string, rounds: readonly FullLoad[]): string[] => {
  const load = middle(rounds, ({ perSecond }) => perSecond);
  return [loadLine(name, load), `    ${load.cost}`];
};
