import type { Statistics } from '../../../api/statistics.js';
import { useFormat } from '../../../format/useFormat.js';
import { useTexts } from '../../../texts/texts.js';
import { bucketBounds } from '../buckets.js';
import { ChartPanel } from '../chartPanel.js';
import { durationAxis } from '../plot/axis.js';
import { columnPlaces, Columns } from '../plot/columns.js';
import { Legend } from '../plot/legend.js';
import { Plot } from '../plot/plot.js';
import { SeriesLine } from '../plot/seriesLine.js';
import { useRoving } from '../plot/useRoving.js';
import { SeriesTable } from '../seriesTable.js';
import { maxOf, overTime, useAsked, useNamedBuckets, valuesOf } from '../useFigures.js';

const PERCENTILES = ['p50', 'p90', 'p95'] as const;
const DURATIONS = ['ringSeconds', 'talkSeconds'] as const;
type Duration = (typeof DURATIONS)[number];

const METRICS = DURATIONS.flatMap((duration) => PERCENTILES.map((percentile) => `${duration}.${percentile}`)).join(',');

interface DurationsProps {
  readonly data: Statistics;
}

const useDurationRows = (data: Statistics): readonly { readonly name: string; readonly href: string }[] => {
  const { interval, zone, callsOf } = useAsked();
  const buckets = useNamedBuckets(data, interval);
  return buckets.map((bucket) => ({ name: bucket.name, href: callsOf(bucketBounds(bucket, zone)) }));
};

const DurationPlot = ({ data, duration }: DurationsProps & { duration: Duration }) => {
  const { metric, percentile } = useTexts().statistics;
  const format = useFormat();
  const { interval } = useAsked();
  const buckets = useNamedBuckets(data, interval);
  const rows = useDurationRows(data).map((row, index) => ({ ...row, index }));
  const series = PERCENTILES.map((name) => ({ name, values: valuesOf(data, `${duration}.${name}`) }));
  const roving = useRoving(columnPlaces(rows.length));
  const nameOf = ({ name, index }: (typeof rows)[number]): string =>
    [name, ...series.map((one) => `${percentile[one.name]} ${format.duration(one.values[index] ?? null)}`)].join(', ');
  const shown = roving.shown && rows[roving.shown.column];
  return (
    <div>
      <h3>{metric[duration]}</h3>
      <Legend
        items={PERCENTILES.map((name) => ({ class: `${duration} ${name}`, name: percentile[name], mark: 'line' }))}
      >
        {shown && nameOf(shown)}
      </Legend>
      <Plot
        label={metric[duration]}
        buckets={buckets}
        interval={interval}
        scale={{ axis: durationAxis(Math.max(...series.map(({ values }) => maxOf(values)))), text: format.duration }}
        roving={roving}
        height={200}
      >
        {(geometry) => (
          <>
            {series.map(({ name, values }) => (
              <SeriesLine key={name} class={`${duration} ${name}`} values={values} geometry={geometry} />
            ))}
            <Columns rows={rows} geometry={geometry} roving={roving} nameOf={nameOf} />
          </>
        )}
      </Plot>
    </div>
  );
};

const DurationTable = ({ data }: DurationsProps) => {
  const texts = useTexts().statistics;
  const format = useFormat();
  const { interval } = useAsked();
  const columns = DURATIONS.flatMap((duration) =>
    PERCENTILES.map((percentile) => ({
      name: `${texts.metric[duration]}, ${texts.percentile[percentile]}`,
      cells: valuesOf(data, `${duration}.${percentile}`).map(format.duration),
    })),
  );
  return (
    <SeriesTable
      caption={texts.chart.durations.title}
      of={texts.interval[interval]}
      rows={useDurationRows(data)}
      columns={columns}
    />
  );
};

/** Percentiles of ringing and of talking: two plots side by side, since they are of different sizes. */
export const DurationsChart = () => {
  const { durations } = useTexts().statistics.chart;
  return (
    <ChartPanel
      {...durations}
      query={overTime(useAsked(), METRICS)}
      plot={(data) => (
        <div class="sideBySide">
          {DURATIONS.map((duration) => (
            <DurationPlot key={duration} data={data} duration={duration} />
          ))}
        </div>
      )}
      table={(data) => <DurationTable data={data} />}
    />
  );
};
