import { line } from 'd3-shape';
import type { Geometry } from './plot.js';

interface SeriesLineProps {
  readonly values: readonly (number | null)[];
  readonly geometry: Geometry;
  /** The height of a value; that of the left axis where it is left out. */
  readonly y?: (value: number) => number;
  readonly class: string;
}

/** A line through the middles of buckets, broken where there is no value; a value without neighbours is a dot. */
export const SeriesLine = ({ values, geometry, y = geometry.y, class: className }: SeriesLineProps) => {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => geometry.middle(index))
    .y((value) => y(value ?? 0));
  const isAlone = (index: number): boolean =>
    (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
  return (
    <g class={`series ${className}`}>
      <path d={path(values) ?? ''} />
      {values.map((value, index) =>
        value !== null && isAlone(index) ? (
          <circle key={index} cx={geometry.middle(index)} cy={y(value)} r={3} />
        ) : null,
      )}
    </g>
  );
};
