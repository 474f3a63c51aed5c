import type { ComponentChildren } from 'preact';
import { ticksOf, type NamedBucket } from '../buckets.js';
import type { Interval } from '../interval.js';
import type { Axis } from './axis.js';
import type { Roving } from './useRoving.js';
import { useWidth } from '../../../parts/useWidth.js';

/** Where things are drawn, in pixels. */
export interface Geometry {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Width of a bucket. */
  readonly step: number;
  /** The left edge of the bucket with this index. */
  readonly x: (index: number) => number;
  readonly middle: (index: number) => number;
  /** Width of a bar in the middle of its bucket. */
  readonly barWidth: number;
  /** The height of a value of the left axis. */
  readonly y: (value: number) => number;
  /** The height of a share between 0 and 1. */
  readonly shareY: (share: number) => number;
}

interface Scale {
  readonly axis: Axis;
  readonly text: (value: number) => string;
}

interface PlotProps {
  readonly label: string;
  readonly buckets: readonly NamedBucket[];
  readonly interval: Interval;
  readonly scale: Scale;
  /** For a second series; its top is as high as the left one's. */
  readonly rightScale?: Scale;
  readonly roving: Roving;
  readonly height?: number;
  readonly children: (geometry: Geometry) => ComponentChildren;
}

const MARGIN = { left: 48, right: 8, rightAxis: 48, top: 10, bottom: 26 };
const LABEL_WIDTH = 60;
const WIDEST_BAR = 56;

const geometryOf = (width: number, height: number, count: number, top: number, hasRightAxis: boolean): Geometry => {
  const [left, right] = [MARGIN.left, width - (hasRightAxis ? MARGIN.rightAxis : MARGIN.right)];
  const bottom = height - MARGIN.bottom;
  const step = (right - left) / Math.max(count, 1);
  const x = (index: number): number => left + index * step;
  return {
    left,
    right,
    top: MARGIN.top,
    bottom,
    step,
    x,
    middle: (index) => x(index) + step / 2,
    barWidth: Math.min(WIDEST_BAR, step - Math.min(4, step * 0.2)),
    y: (value) => bottom - (value / top) * (bottom - MARGIN.top),
    shareY: (share) => bottom - share * (bottom - MARGIN.top),
  };
};

const LeftAxis = ({ scale: { axis, text }, geometry: { left, right, y } }: { scale: Scale; geometry: Geometry }) => (
  <g aria-hidden="true">
    {axis.ticks.map((tick) => (
      <g key={tick}>
        <line class={tick === 0 ? 'base' : 'grid'} x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
        <text x={left - 8} y={y(tick)} dy="0.32em" text-anchor="end">
          {text(tick)}
        </text>
      </g>
    ))}
  </g>
);

const RightAxis = ({ scale: { axis, text }, geometry }: { scale: Scale; geometry: Geometry }) => {
  const { right, top, bottom } = geometry;
  return (
    <g aria-hidden="true">
      {axis.ticks.map((tick) => (
        <text key={tick} x={right + 8} y={bottom - (tick / axis.top) * (bottom - top)} dy="0.32em">
          {text(tick)}
        </text>
      ))}
    </g>
  );
};

/** By the index of the bucket, so that each has the same width, also in a day of 23 or 25 hours. */
const TimeAxis = ({
  buckets,
  interval,
  geometry,
}: Pick<PlotProps, 'buckets' | 'interval'> & { geometry: Geometry }) => {
  const { left, right, bottom, middle } = geometry;
  const labels = ticksOf(buckets, interval, Math.max(2, Math.floor((right - left) / LABEL_WIDTH)));
  const half = LABEL_WIDTH / 2;
  return (
    <g aria-hidden="true">
      {labels.map((index) => (
        <text
          key={index}
          x={Math.min(Math.max(middle(index), half), right + 8 - half / 2)}
          y={bottom + 18}
          text-anchor="middle"
        >
          {buckets[index]?.tick}
        </text>
      ))}
    </g>
  );
};

/** A chart over time: its axes, and what is drawn between them. */
export const Plot = ({ label, buckets, interval, scale, rightScale, roving, height = 240, children }: PlotProps) => {
  const { element, width } = useWidth();
  const geometry = geometryOf(width, height, buckets.length, scale.axis.top, rightScale !== undefined);
  return (
    <div ref={element} class="plot">
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} {...roving.around}>
          <LeftAxis scale={scale} geometry={geometry} />
          {rightScale && <RightAxis scale={rightScale} geometry={geometry} />}
          <TimeAxis buckets={buckets} interval={interval} geometry={geometry} />
          {children(geometry)}
        </svg>
      )}
    </div>
  );
};
