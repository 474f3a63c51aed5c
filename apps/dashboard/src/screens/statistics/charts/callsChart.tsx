import { useStatistics, type Statistics } from '../../../api/statistics.js';
import { useFormat } from '../../../format/useFormat.js';
import { useTexts } from '../../../texts/texts.js';
import { bucketBounds } from '../buckets.js';
import { ChartPanel } from '../chartPanel.js';
import { countAxis, SHARE_AXIS } from '../plot/axis.js';
import { columnPlaces, Columns } from '../plot/columns.js';
import { Legend, type LegendItem } from '../plot/legend.js';
import { Plot, type Geometry } from '../plot/plot.js';
import { SeriesLine } from '../plot/seriesLine.js';
import { useRoving } from '../plot/useRoving.js';
import { SeriesTable } from '../seriesTable.js';
import { CALLS_OVER_TIME, orDash, overTime, useAsked, useNamedBuckets } from '../useFigures.js';

interface CallsRow {
  readonly name: string;
  readonly href: string;
  readonly calls: number;
  readonly rate: number | null;
  /** Calls of the bucket with the same index in the period compared with. */
  readonly before: number | null;
}

const useCallsRows = (data: Statistics): readonly CallsRow[] => {
  const asked = useAsked();
  const { filters, interval, zone, previous, callsOf } = asked;
  const buckets = useNamedBuckets(data, interval);
  const before = useStatistics(
    overTime({ filters: { ...filters, ...previous }, interval }, CALLS_OVER_TIME),
    previous !== null,
  ).data;
  return buckets.map((bucket, index) => ({
    name: bucket.name,
    href: callsOf(bucketBounds(bucket, zone)),
    calls: data.rows[index]?.metrics.calls ?? 0,
    rate: data.rows[index]?.metrics.conversationRate ?? null,
    before: previous === null ? null : (before?.rows[index]?.metrics.calls ?? null),
  }));
};

const Bars = ({ rows, geometry }: { rows: readonly CallsRow[]; geometry: Geometry }) => {
  const { barWidth, middle, y, bottom } = geometry;
  return (
    <g>
      {rows.map(({ calls }, index) => (
        <rect
          key={index}
          class="bar calls"
          x={middle(index) - barWidth / 2}
          width={barWidth}
          y={y(calls)}
          height={bottom - y(calls)}
        />
      ))}
    </g>
  );
};

/** A step over each bucket where the period before had so many calls. */
const Before = ({ rows, geometry: { barWidth, middle, y } }: { rows: readonly CallsRow[]; geometry: Geometry }) => (
  <g class="series before">
    {rows.map(({ before }, index) =>
      before === null ? null : (
        <path key={index} d={`M${middle(index) - barWidth / 2 - 1} ${y(before)}h${barWidth + 2}`} />
      ),
    )}
  </g>
);

const useLegend = (): readonly LegendItem[] => {
  const { metric, callsBefore } = useTexts().statistics;
  const { previous } = useAsked();
  const items: LegendItem[] = [
    { class: 'calls', name: metric.calls, mark: 'bar' },
    { class: 'rate', name: metric.conversationRate, mark: 'line' },
  ];
  return previous === null ? items : [...items, { class: 'before', name: callsBefore, mark: 'line' }];
};

const CallsPlot = ({ data }: { data: Statistics }) => {
  const { statistics, values } = useTexts();
  const format = useFormat();
  const { interval } = useAsked();
  const buckets = useNamedBuckets(data, interval);
  const rows = useCallsRows(data);
  const roving = useRoving(columnPlaces(rows.length));
  const nameOf = ({ name, calls, rate, before }: CallsRow): string => {
    const figures = [
      name,
      values.calls(calls),
      `${statistics.metric.conversationRate} ${orDash(format.percent)(rate)}`,
    ];
    return (before === null ? figures : [...figures, `${statistics.callsBefore} ${format.number(before)}`]).join(', ');
  };
  const most = Math.max(...rows.map(({ calls, before }) => Math.max(calls, before ?? 0)));
  const shown = roving.shown && rows[roving.shown.column];
  return (
    <>
      <Legend items={useLegend()}>{shown && nameOf(shown)}</Legend>
      <Plot
        label={statistics.chart.calls.title}
        buckets={buckets}
        interval={interval}
        scale={{ axis: countAxis(most), text: format.number }}
        rightScale={{ axis: SHARE_AXIS, text: format.percent }}
        roving={roving}
      >
        {(geometry) => (
          <>
            <Bars rows={rows} geometry={geometry} />
            <Before rows={rows} geometry={geometry} />
            <SeriesLine class="rate" values={rows.map(({ rate }) => rate)} geometry={geometry} y={geometry.shareY} />
            <Columns rows={rows} geometry={geometry} roving={roving} nameOf={nameOf} />
          </>
        )}
      </Plot>
    </>
  );
};

const CallsTable = ({ data }: { data: Statistics }) => {
  const { metric, chart, callsBefore, interval } = useTexts().statistics;
  const format = useFormat();
  const asked = useAsked();
  const rows = useCallsRows(data);
  const columns = [
    { name: metric.calls, cells: rows.map(({ calls }) => format.number(calls)) },
    { name: metric.conversationRate, cells: rows.map(({ rate }) => orDash(format.percent)(rate)) },
  ];
  const before = { name: callsBefore, cells: rows.map((row) => orDash(format.number)(row.before)) };
  return (
    <SeriesTable
      caption={chart.calls.title}
      of={interval[asked.interval]}
      rows={rows}
      columns={asked.previous === null ? columns : [...columns, before]}
    />
  );
};

/** Calls as bars, the rate of conversations as a line. */
export const CallsChart = () => {
  const { calls } = useTexts().statistics.chart;
  return (
    <ChartPanel
      {...calls}
      query={overTime(useAsked(), CALLS_OVER_TIME)}
      plot={(data) => <CallsPlot data={data} />}
      table={(data) => <CallsTable data={data} />}
    />
  );
};
