import { nice, ticks } from 'd3-array';

/** A vertical axis from 0 up. */
export interface Axis {
  readonly top: number;
  readonly ticks: readonly number[];
}

const TICKS = 4;
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Of numbers of something: whole numbers, also where there are few. */
export const countAxis = (max: number): Axis => {
  const [, top] = nice(0, Math.max(max, 1), TICKS);
  return { top, ticks: ticks(0, top, TICKS).filter(Number.isInteger) };
};

/** Of numbers that need not be whole. */
export const amountAxis = (max: number): Axis => {
  const [, top] = nice(0, max > 0 ? max : 1, TICKS);
  return { top, ticks: ticks(0, top, TICKS) };
};

/** Of seconds: whole minutes and hours, as clocks divide them. */
export const durationAxis = (maxSeconds: number): Axis => {
  const step = SECONDS.find((seconds) => maxSeconds / seconds <= TICKS) ?? 86_400;
  const steps = Math.max(1, Math.ceil(maxSeconds / step));
  return { top: steps * step, ticks: Array.from({ length: steps + 1 }, (_, index) => index * step) };
};

/** Of shares: 0 to 100%. */
export const SHARE_AXIS: Axis = { top: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
