import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Statistics } from '../../../api/statistics.js';
import { useFormat } from '../../../format/useFormat.js';
import { useTexts } from '../../../texts/texts.js';
import { useAddress } from '../../../url/address.js';
import type { Query } from '../../../url/search.js';
import { bucketBounds } from '../buckets.js';
import { ChartPanel } from '../chartPanel.js';
import { SHARE_AXIS } from '../plot/axis.js';
import { Legend } from '../plot/legend.js';
import type { Place } from '../plot/place.js';
import { Plot, type Geometry } from '../plot/plot.js';
import { useRoving, type Roving } from '../plot/useRoving.js';
import { SeriesTable } from '../seriesTable.js';
import { useAllBuckets, useAsked } from '../useFigures.js';

/** From the top of a bar to its foot. */
const SIDES = ['unknown', 'system', 'consultant', 'contact'] as const;
type Side = (typeof SIDES)[number];

const SURE: Query = { hangupCertainty: ['certain', 'likely'] };

interface Part {
  readonly side: Side;
  readonly calls: number;
  readonly share: number;
  /** The share of those that stand above it. */
  readonly above: number;
  readonly href: string;
}

interface HangupRow {
  readonly name: string;
  readonly href: string;
  readonly ended: number;
  readonly parts: readonly Part[];
}

const partsOf = (
  counts: ReadonlyMap<string, number>,
  hrefOf: (side: Side) => string,
): Pick<HangupRow, 'ended' | 'parts'> => {
  const ended = SIDES.reduce((sum, side) => sum + (counts.get(side) ?? 0), 0);
  let above = 0;
  const parts = SIDES.map((side) => {
    const calls = counts.get(side) ?? 0;
    const part = { side, calls, share: ended === 0 ? 0 : calls / ended, above, href: hrefOf(side) };
    above += part.share;
    return part;
  });
  return { ended, parts };
};

const useHangupRows = (data: Statistics, narrowed: Query): readonly HangupRow[] => {
  const asked = useAsked();
  const buckets = useAllBuckets(asked, true);
  const counts = new Map<string, Map<string, number>>();
  for (const { from, group, metrics } of data.rows) {
    const inBucket = counts.get(from ?? '') ?? new Map<string, number>();
    counts.set(from ?? '', inBucket.set(group.hangupSide as string, metrics.calls ?? 0));
  }
  return buckets.map((bucket) => {
    const bounds = { ...narrowed, ...bucketBounds(bucket, asked.zone) };
    return {
      name: bucket.name,
      href: asked.callsOf(bounds),
      ...partsOf(counts.get(bucket.from) ?? new Map(), (side) => asked.callsOf({ ...bounds, hangupSide: [side] })),
    };
  });
};

interface StackProps {
  readonly rows: readonly HangupRow[];
  readonly geometry: Geometry;
  readonly roving: Roving;
  readonly nameOf: (row: HangupRow, part: Part) => string;
}

/** A bar for each bucket that had calls, each side's part of it a link. */
const Stacks = ({ rows, geometry: { barWidth, middle, shareY }, roving, nameOf }: StackProps) => {
  const { beside } = useAddress();
  return (
    <g>
      {rows.flatMap((row, column) =>
        row.parts.map((part, index) =>
          part.calls === 0 ? null : (
            <Link
              key={`${column} ${part.side}`}
              href={part.href}
              state={beside}
              class="part"
              aria-label={nameOf(row, part)}
              {...roving.at({ column, row: index })}
            >
              <rect
                class={`bar ${part.side}`}
                x={middle(column) - barWidth / 2}
                width={barWidth}
                y={shareY(1 - part.above)}
                height={shareY(1 - part.above - part.share) - shareY(1 - part.above)}
              />
            </Link>
          ),
        ),
      )}
    </g>
  );
};

const placesOf = (rows: readonly HangupRow[]): readonly Place[] =>
  rows.flatMap(({ parts }, column) => parts.flatMap(({ calls }, row) => (calls === 0 ? [] : [{ column, row }])));

interface HangupProps {
  readonly data: Statistics;
  readonly narrowed: Query;
}

const HangupPlot = ({ data, narrowed }: HangupProps) => {
  const { statistics, values } = useTexts();
  const format = useFormat();
  const asked = useAsked();
  const buckets = useAllBuckets(asked, true);
  const rows = useHangupRows(data, narrowed);
  const roving = useRoving(placesOf(rows));
  const nameOf = ({ name }: HangupRow, { side, share, calls }: Part): string =>
    `${name}, ${values.hangupSide[side]} ${format.percent(share)}, ${values.calls(calls)}`;
  const { shown } = roving;
  const row = shown && rows[shown.column];
  const part = shown && row?.parts[shown.row];
  return (
    <>
      <Legend items={[...SIDES].reverse().map((side) => ({ class: side, name: values.hangupSide[side], mark: 'bar' }))}>
        {row && part && nameOf(row, part)}
      </Legend>
      <Plot
        label={statistics.chart.hangup.title}
        buckets={buckets}
        interval={asked.interval}
        scale={{ axis: SHARE_AXIS, text: format.percent }}
        roving={roving}
      >
        {(geometry) => <Stacks rows={rows} geometry={geometry} roving={roving} nameOf={nameOf} />}
      </Plot>
    </>
  );
};

const HangupTable = ({ data, narrowed }: HangupProps) => {
  const { statistics, values } = useTexts();
  const format = useFormat();
  const { interval } = useAsked();
  const rows = useHangupRows(data, narrowed);
  const cellOf = ({ ended, parts }: HangupRow, side: Side): string => {
    const part = parts.find((each) => each.side === side);
    return ended === 0 || part === undefined ? '—' : `${format.number(part.calls)} (${format.percent(part.share)})`;
  };
  return (
    <SeriesTable
      caption={statistics.chart.hangup.title}
      of={statistics.interval[interval]}
      rows={rows}
      columns={[...SIDES]
        .reverse()
        .map((side) => ({ name: values.hangupSide[side], cells: rows.map((row) => cellOf(row, side)) }))}
    />
  );
};

/** Who ended the calls, as shares of those that have ended. */
export const HangupChart = () => {
  const texts = useTexts().statistics;
  const { filters, interval } = useAsked();
  const [isSureOnly, setSureOnly] = useState(false);
  const narrowed = isSureOnly ? SURE : {};
  return (
    <ChartPanel
      {...texts.chart.hangup}
      half
      query={{ ...filters, ...narrowed, metrics: 'calls', groupBy: 'hangupSide', interval }}
      controls={
        <label>
          <input type="checkbox" checked={isSureOnly} onChange={() => setSureOnly(!isSureOnly)} /> {texts.sureOnly}
        </label>
      }
      plot={(data) => <HangupPlot data={data} narrowed={narrowed} />}
      table={(data) => <HangupTable data={data} narrowed={narrowed} />}
    />
  );
};
