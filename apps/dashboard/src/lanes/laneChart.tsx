import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useFormat } from '../format/useFormat.js';
import { useWidth } from '../parts/useWidth.js';
import { glossed, useTexts } from '../texts/texts.js';
import type { Lane, Segment } from './lanes.js';
import { ticksOf } from './lanes.js';
import { percentAt, secondsOf, type Scale } from './scale.js';
import './lanes.css';

const HEIGHT = 30;
const MOST_TICKS = 6;
/** Left and right of a bar's label, in pixels. */
const LABEL_MARGIN = 6;

/** The patterns of the bars, once a page: waiting and ringing are told apart without colours. */
export const LanePatterns = () => (
  <svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="ringing" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="3" height="7" class="ringing" />
      </pattern>
      <pattern id="waiting" width="6" height="6" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1.1" class="waiting" />
      </pattern>
    </defs>
  </svg>
);

/** The label of a bar, which is left out where the bar is too short for the whole of it. @param room the bar's length in pixels */
const BarLabel = ({ label, room }: { label: string; room: number }) => {
  const text = useRef<SVGTextElement>(null);
  const [length, setLength] = useState(Infinity);
  useLayoutEffect(() => setLength(text.current?.getComputedTextLength() ?? Infinity), [label]);
  return (
    <text ref={text} x={LABEL_MARGIN} y="17" visibility={length + 2 * LABEL_MARGIN <= room ? 'visible' : 'hidden'}>
      {label}
    </text>
  );
};

interface BarProps {
  readonly segment: Segment;
  readonly scale: Scale;
  readonly now: number;
  /** Of the whole chart, in pixels. */
  readonly width: number;
  readonly name: string;
  readonly href: string;
  readonly isTabStop: boolean;
}

const Bar = ({ segment: { doing, from, to }, scale, now, width, name, href, isTabStop }: BarProps) => {
  const { lanes } = useTexts().call;
  const format = useFormat();
  const [begin, end] = [Date.parse(from), to === null ? now : Date.parse(to)];
  const left = percentAt(scale, begin);
  const share = percentAt(scale, end) - left;
  const length = format.duration((end - begin) / 1000);
  const until = to === null ? lanes.stillOpen : format.time(to);
  const Anchor = href.startsWith('/') ? Link : 'a'; // to another page, or within this one
  return (
    <Anchor
      href={href}
      class={`bar ${doing}`}
      data-stop
      tabIndex={isTabStop ? 0 : -1}
      aria-label={lanes.bar(name, lanes[doing], format.time(from), until, length)}
    >
      <svg x={`${left}%`} width={`${share}%`} y="3" height={HEIGHT - 6}>
        <title>{lanes.bar(name, lanes[doing], format.time(from), until, length)}</title>
        <rect class="ground" width="100%" height="100%" rx="3" />
        <rect class="pattern" width="100%" height="100%" rx="3" />
        <BarLabel label={`${lanes[doing]} ${length}`} room={(share / 100) * width} />
      </svg>
    </Anchor>
  );
};

interface LaneRowProps {
  readonly lane: Lane;
  readonly scale: Scale;
  readonly now: number;
  /** How the lane is called where it is read out. */
  readonly name: string;
  /** Whether its first bar is the chart's tab stop. */
  readonly isFirst: boolean;
  /** Where a bar leads that begins with an event. */
  readonly hrefOf: (eventId: string | undefined) => string;
}

/** One leg as a row of bars with its marks. */
export const LaneRow = ({ lane, scale, now, name, isFirst, hrefOf }: LaneRowProps) => {
  const { values, call } = useTexts();
  const { lanes } = call;
  const { element, width } = useWidth();
  return (
    <div ref={element}>
      <svg class="lane" width="100%" height={HEIGHT} role="group" aria-label={name}>
        <Grid scale={scale} />
        {lane.segments.map((segment, index) => (
          <Bar
            key={segment.doing}
            {...{ segment, scale, now, width, name }}
            href={hrefOf(segment.eventId)}
            isTabStop={isFirst && index === 0}
          />
        ))}
        {lane.marks.map(({ kind, at, word }) => {
          const x = `${percentAt(scale, Date.parse(at))}%`;
          const text =
            kind === 'hold'
              ? lanes.hold
              : kind === 'close'
                ? lanes.close(word === null ? lanes.noCause : glossed(word, values.closeCause))
                : lanes.state(word ?? '');
          return (
            <g key={kind + at} class={`mark ${kind}`}>
              <title>{text}</title>
              <line x1={x} x2={x} y1="0" y2={HEIGHT} />
              {kind !== 'close' && <circle cx={x} cy="5" r="4" />}
            </g>
          );
        })}
      </svg>
    </div>
  );
};

const Grid = ({ scale }: { scale: Scale }) => (
  <g class="grid" aria-hidden="true">
    {ticksOf(secondsOf(scale), MOST_TICKS).map((tick) => {
      const x = `${percentAt(scale, scale.from + tick * 1000)}%`;
      return <line key={tick} x1={x} x2={x} y1="0" y2={HEIGHT} />;
    })}
  </g>
);

interface LaneAxisProps {
  readonly scale: Scale;
  /** Where lanes begin at different times. */
  readonly withoutClock?: boolean;
}

/** Seconds since the start, and below them the time on the clocks of the page's zone. */
export const LaneAxis = ({ scale, withoutClock = false }: LaneAxisProps) => {
  const format = useFormat();
  return (
    <svg class="axis" width="100%" height={withoutClock ? 18 : 34} aria-hidden="true">
      {ticksOf(secondsOf(scale), MOST_TICKS).map((tick) => {
        const percent = percentAt(scale, scale.from + tick * 1000);
        if (percent > 94) return null; // no room for its words
        return (
          <g key={tick}>
            <text x={`${percent}%`} y="13">
              {format.duration(tick)}
            </text>
            {!withoutClock && (
              <text class="clock" x={`${percent}%`} y="29">
                {format.time(new Date(scale.from + tick * 1000).toISOString())}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
};
