import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useStatistics, type Statistics, type StatisticsQuery } from '../../api/statistics.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { CsvLink } from './csvLink.js';
import { useNearby } from './nearby.js';
import { useAsked } from './useFigures.js';

interface ChartPanelProps {
  readonly title: string;
  /** What the figures count, in a sentence or two. */
  readonly definition: string;
  readonly query: StatisticsQuery;
  readonly half?: boolean;
  readonly controls?: ComponentChildren;
  readonly plot: (data: Statistics) => ComponentChildren;
  /** The same figures as a table; left out where `plot` is one. */
  readonly table?: (data: Statistics) => ComponentChildren;
}

/** How many of the calls may still change, and when the figures were complete. */
const Settled = ({ provisional, asOf }: Statistics) => {
  const texts = useTexts();
  const format = useFormat();
  const { beside } = useAddress();
  const { callsOf } = useAsked();
  return (
    <p class="muted small settled">
      {provisional > 0 ? (
        <Link href={callsOf({ final: ['false'] })} state={beside}>
          {texts.calls.mayChange(provisional)}
        </Link>
      ) : (
        texts.calls.settled
      )}
      {' · '}
      {texts.frame.asOf(format.time(asOf))}
    </p>
  );
};

/** A chart with its title, its definition, its table and its file. It asks once it is near the window, and fails by itself. */
export const ChartPanel = ({ title, definition, query, half = false, controls, plot, table }: ChartPanelProps) => {
  const texts = useTexts().statistics;
  const id = useId();
  const { element, isNearby } = useNearby();
  const [showsTable, setShowsTable] = useState(false);
  const answer = useStatistics(query, isNearby);
  return (
    <section ref={element} class={`panel chart ${half ? 'half' : ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <div class="row actions">
          {table !== undefined && (
            <button aria-pressed={showsTable} onClick={() => setShowsTable(!showsTable)}>
              {texts.table}
            </button>
          )}
          <CsvLink query={query} title={title} />
        </div>
        <p class="muted small">{definition}</p>
        {controls}
      </header>
      <Answer query={answer} lines={8}>
        {(data) => (
          <>
            {showsTable && table !== undefined ? <div class="scroll tall">{table(data)}</div> : plot(data)}
            <Settled {...data} />
          </>
        )}
      </Answer>
    </section>
  );
};
