import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { useStatistics, type Statistics } from '../../api/statistics.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import type { Query } from '../../url/search.js';
import { orDash, useAsked } from './useFigures.js';

type Figures = Statistics['totals'];

const DURATIONS = ['ringSeconds', 'talkSeconds'] as const;

export const CARD_METRICS = [
  'calls',
  'conversations',
  'conversationRate',
  'abandoned',
  'abandonRate',
  ...DURATIONS.flatMap((duration) => [`${duration}.p50`, `${duration}.p90`]),
].join(',');

interface CardProps {
  readonly name: string;
  /** Narrows the list of calls that the figure opens; null: no filter finds them. */
  readonly calls: Query | null;
  readonly value: string;
  /** What stands below: a rate, another percentile. */
  readonly beside?: ComponentChildren;
  readonly before?: ComponentChildren;
}

const Card = ({ name, calls, value, beside: below, before }: CardProps) => {
  const { beside } = useAddress();
  const { callsOf } = useAsked();
  return (
    <div class="panel card">
      <dt>{name}</dt>
      <dd>
        <strong>
          {calls === null ? (
            value
          ) : (
            <Link href={callsOf(calls)} state={beside}>
              {value}
            </Link>
          )}
        </strong>
        {below !== undefined && <span>{below}</span>}
        {before !== undefined && <span class="muted small">{before}</span>}
      </dd>
    </div>
  );
};

/** A figure of the period before and by how much this one differs: in per cent, of a rate in percentage points. */
const useBefore = (before: Figures | undefined) => {
  const { statistics } = useTexts();
  const format = useFormat();
  const signed = (text: string, difference: number): string => (difference > 0 ? `+${text}` : text);
  return {
    count: (metric: string, now: number | null | undefined): string | undefined => {
      const then = before?.[metric];
      if (then === null || then === undefined || now === null || now === undefined) return undefined;
      const change = then === 0 ? '' : `, ${signed(format.percent(now / then - 1), now - then)}`;
      return statistics.before(format.number(then)) + change;
    },
    duration: (metric: string): string | undefined =>
      before === undefined ? undefined : statistics.before(format.duration(before[metric] ?? null)),
    rate: (metric: string): string | undefined =>
      before === undefined ? undefined : statistics.before(orDash(format.percent)(before[metric])),
  };
};

const CountCards = ({ totals, before }: { totals: Figures; before: Figures | undefined }) => {
  const { metric, rate } = useTexts().statistics;
  const format = useFormat();
  const was = useBefore(before);
  const percent = orDash(format.percent);
  const count = orDash(format.number);
  return (
    <>
      <Card name={metric.calls} calls={{}} value={count(totals.calls)} before={was.count('calls', totals.calls)} />
      <Card
        name={metric.conversations}
        calls={{ outcome: ['conversation'] }}
        value={count(totals.conversations)}
        beside={rate.conversations(percent(totals.conversationRate))}
        before={was.rate('conversationRate')}
      />
      <Card
        name={metric.abandoned}
        calls={{ outcome: ['abandoned'] }}
        value={count(totals.abandoned)}
        beside={rate.abandoned(percent(totals.abandonRate))}
        before={was.rate('abandonRate')}
      />
    </>
  );
};

const DurationCard = ({
  duration,
  totals,
  before,
}: {
  duration: (typeof DURATIONS)[number];
  totals: Figures;
  before: Figures | undefined;
}) => {
  const { metric, percentile } = useTexts().statistics;
  const format = useFormat();
  const was = useBefore(before);
  const [p50, p90] = [totals[`${duration}.p50`] ?? null, totals[`${duration}.p90`] ?? null];
  const longer: Query | null = duration === 'talkSeconds' && p50 !== null ? { minTalkSeconds: [`${p50}`] } : null;
  return (
    <Card
      name={metric[duration]}
      calls={longer}
      value={format.duration(p50)}
      beside={`${percentile.p50}; ${percentile.p90} ${format.duration(p90)}`}
      before={was.duration(`${duration}.p50`)}
    />
  );
};

/** The figures of the whole range. */
export const Cards = ({ totals }: { totals: Figures }) => {
  const { filters, previous } = useAsked();
  const query = { ...filters, ...previous, metrics: CARD_METRICS };
  const compared = useStatistics(query, previous !== null).data?.totals;
  const before = previous === null ? undefined : compared;
  return (
    <dl class="cards">
      <CountCards totals={totals} before={before} />
      {DURATIONS.map((duration) => (
        <DurationCard key={duration} duration={duration} totals={totals} before={before} />
      ))}
    </dl>
  );
};
