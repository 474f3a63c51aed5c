import { Link } from 'wouter-preact';
import type { Statistics } from '../../../api/statistics.js';
import { useFormat } from '../../../format/useFormat.js';
import { useTexts } from '../../../texts/texts.js';
import { useAddress } from '../../../url/address.js';
import { ChartPanel } from '../chartPanel.js';
import { useRoving } from '../plot/useRoving.js';
import { SeriesTable } from '../seriesTable.js';
import { orDash, useAsked } from '../useFigures.js';

interface AttemptRow {
  readonly name: string;
  readonly href: string;
  readonly calls: number;
  readonly rate: number | null;
}

/** Attempts beyond this one are too rare to draw; the table and the file have them. */
const DRAWN = 10;

const useAttemptRows = (data: Statistics): readonly AttemptRow[] => {
  const { callsOf } = useAsked();
  return data.rows.flatMap(({ group, metrics }) => {
    const attempt = group.attempt as number | null;
    if (attempt === null) return [];
    const { calls, conversationRate } = metrics;
    return [
      {
        name: `${attempt}`,
        href: callsOf({ attempt: [`${attempt}`] }),
        calls: calls ?? 0,
        rate: conversationRate ?? null,
      },
    ];
  });
};

/** Lying bars: one for each number of attempt, as long as its rate. */
const AttemptBars = ({ data }: { data: Statistics }) => {
  const { values, statistics } = useTexts();
  const format = useFormat();
  const { beside } = useAddress();
  const rows = useAttemptRows(data).slice(0, DRAWN);
  const { around, at } = useRoving(rows.map((_, row) => ({ column: 0, row })));
  if (rows.length === 0) return <p class="muted">{statistics.noAttempts}</p>;
  return (
    <div class="attemptBars" role="group" aria-label={statistics.chart.attempts.title} {...around}>
      {rows.map(({ name, href, calls, rate }, row) => (
        <Link key={name} href={href} state={beside} {...at({ column: 0, row })}>
          <span>{statistics.attempt(name)}</span>
          <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar track" width="100" height="12" />
            <rect class="bar rate" width={(rate ?? 0) * 100} height="12" />
          </svg>
          <strong>{orDash(format.percent)(rate)}</strong>
          <span class="muted small">{values.calls(calls)}</span>
        </Link>
      ))}
    </div>
  );
};

const AttemptTable = ({ data }: { data: Statistics }) => {
  const { metric, chart, attemptHead } = useTexts().statistics;
  const format = useFormat();
  const rows = useAttemptRows(data);
  return (
    <SeriesTable
      caption={chart.attempts.title}
      of={attemptHead}
      rows={rows}
      columns={[
        { name: metric.calls, cells: rows.map(({ calls }) => format.number(calls)) },
        { name: metric.conversationRate, cells: rows.map(({ rate }) => orDash(format.percent)(rate)) },
      ]}
    />
  );
};

/** At which attempt a record is reached. */
export const AttemptsChart = () => {
  const { attempts } = useTexts().statistics.chart;
  const { filters } = useAsked();
  return (
    <ChartPanel
      {...attempts}
      half
      query={{ ...filters, metrics: 'calls,conversationRate', groupBy: 'attempt' }}
      plot={(data) => <AttemptBars data={data} />}
      table={(data) => <AttemptTable data={data} />}
    />
  );
};
