import { area } from 'd3-shape';
import type { Statistics, StatisticsQuery } from '../../../api/statistics.js';
import { useFormat } from '../../../format/useFormat.js';
import { useTexts } from '../../../texts/texts.js';
import { bucketBounds } from '../buckets.js';
import { ChartPanel } from '../chartPanel.js';
import { amountAxis } from '../plot/axis.js';
import { columnPlaces, Columns } from '../plot/columns.js';
import { Legend } from '../plot/legend.js';
import { Plot, type Geometry } from '../plot/plot.js';
import { SeriesLine } from '../plot/seriesLine.js';
import { useRoving } from '../plot/useRoving.js';
import { SeriesTable } from '../seriesTable.js';
import { maxOf, overTime, useAsked, useNamedBuckets } from '../useFigures.js';

interface ConcurrencyRow {
  readonly name: string;
  readonly href: string;
  readonly calls: number;
}

const useConcurrencyRows = (data: Statistics): readonly ConcurrencyRow[] => {
  const { interval, zone, callsOf } = useAsked();
  const buckets = useNamedBuckets(data, interval);
  return buckets.map((bucket, index) => ({
    name: bucket.name,
    href: callsOf(bucketBounds(bucket, zone)),
    calls: data.rows[index]?.metrics.concurrency ?? 0,
  }));
};

const Area = ({ rows, geometry: { middle, y, bottom } }: { rows: readonly ConcurrencyRow[]; geometry: Geometry }) => {
  const shape = area<ConcurrencyRow>(
    (_, index) => middle(index),
    bottom,
    ({ calls }) => y(calls),
  );
  return <path class="area" d={shape(rows) ?? ''} />;
};

const ConcurrencyPlot = ({ data }: { data: Statistics }) => {
  const { metric, chart } = useTexts().statistics;
  const format = useFormat();
  const { interval } = useAsked();
  const buckets = useNamedBuckets(data, interval);
  const rows = useConcurrencyRows(data);
  const roving = useRoving(columnPlaces(rows.length));
  const values = rows.map(({ calls }) => calls);
  const nameOf = ({ name, calls }: ConcurrencyRow): string => `${name}, ${metric.concurrency} ${format.number(calls)}`;
  const shown = roving.shown && rows[roving.shown.column];
  return (
    <>
      <Legend items={[{ class: 'calls', name: metric.concurrency, mark: 'line' }]}>{shown && nameOf(shown)}</Legend>
      <Plot
        label={chart.concurrency.title}
        buckets={buckets}
        interval={interval}
        scale={{ axis: amountAxis(maxOf(values)), text: format.number }}
        roving={roving}
        height={200}
      >
        {(geometry) => (
          <>
            <Area rows={rows} geometry={geometry} />
            <SeriesLine class="calls" values={values} geometry={geometry} />
            <Columns rows={rows} geometry={geometry} roving={roving} nameOf={nameOf} />
          </>
        )}
      </Plot>
    </>
  );
};

const ConcurrencyTable = ({ data }: { data: Statistics }) => {
  const { metric, chart, interval } = useTexts().statistics;
  const format = useFormat();
  const asked = useAsked();
  const rows = useConcurrencyRows(data);
  return (
    <SeriesTable
      caption={chart.concurrency.title}
      of={interval[asked.interval]}
      rows={rows}
      columns={[{ name: metric.concurrency, cells: rows.map(({ calls }) => format.number(calls)) }]}
    />
  );
};

/** Every call that overlaps a bucket counts in it with the seconds that passed there, wherever the other figures count it. */
const clipped = (query: StatisticsQuery): StatisticsQuery => ({ ...query, attribution: 'clipped' });

/** How many calls there were at once, on average over each bucket; the API counts them for no weekdays or hours alone. */
export const ConcurrencyChart = () => {
  const texts = useTexts().statistics;
  const asked = useAsked();
  const { concurrency } = texts.chart;
  if (asked.filters.weekday !== undefined || asked.filters.hourOfDay !== undefined) {
    return (
      <section class="panel chart">
        <h2>{concurrency.title}</h2>
        <p class="muted">{texts.noConcurrency}</p>
      </section>
    );
  }
  return (
    <ChartPanel
      {...concurrency}
      query={clipped(overTime(asked, 'concurrency'))}
      plot={(data) => <ConcurrencyPlot data={data} />}
      table={(data) => <ConcurrencyTable data={data} />}
    />
  );
};
