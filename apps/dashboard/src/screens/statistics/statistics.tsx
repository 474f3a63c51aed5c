import { useIsFetching } from '@tanstack/preact-query';
import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useStatistics } from '../../api/statistics.js';
import { FilterBar } from '../../filters/filterBar.js';
import { Answer } from '../../parts/answer.js';
import { CopyLink } from '../../parts/copyLink.js';
import { EmptyCalls } from '../../parts/emptyCalls.js';
import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import type { FilterName } from '../../url/filters.js';
import { Cards, CARD_METRICS } from './cards.js';
import { AttemptsChart } from './charts/attemptsChart.js';
import { CallsChart } from './charts/callsChart.js';
import { ConcurrencyChart } from './charts/concurrencyChart.js';
import { DurationsChart } from './charts/durationsChart.js';
import { GroupsChart } from './charts/groupsTable.js';
import { HangupChart } from './charts/hangupChart.js';
import { HoursChart } from './charts/hoursTable.js';
import { Controls } from './controls.js';
import { LoadsAllContext } from './nearby.js';
import { RANGE, useAsked } from './useFigures.js';
import './statistics.css';

/** Prints once every chart has been loaded, those below the window included. */
const usePrinting = (): readonly [isPrinting: boolean, print: () => void] => {
  const [isPrinting, setPrinting] = useState(false);
  const fetching = useIsFetching();
  useEffect(() => {
    if (!isPrinting || fetching > 0) return undefined;
    const timer = window.setTimeout(() => {
      window.print();
      setPrinting(false);
    }, 200);
    return () => window.clearTimeout(timer);
  }, [isPrinting, fetching]);
  return [isPrinting, () => setPrinting(true)];
};

const Charts = () => (
  <div class="charts">
    <CallsChart />
    <DurationsChart />
    <HangupChart />
    <AttemptsChart />
    <HoursChart />
    <ConcurrencyChart />
    <GroupsChart />
  </div>
);

/** By the controls below the filters. */
const SET_BY_CONTROLS: readonly FilterName[] = ['attribution'];

const Statistics = () => {
  const texts = useTexts();
  const { beside } = useAddress();
  const { filters, callsOf } = useAsked();
  const [isPrinting, print] = usePrinting();
  const totals = useStatistics({ ...filters, metrics: CARD_METRICS });
  return (
    <Page
      title={texts.statistics.title}
      actions={
        <>
          <Link class="button" href={callsOf()} state={beside}>
            {texts.statistics.theseCalls}
          </Link>
          <button onClick={print}>{texts.statistics.print}</button>
          <CopyLink bounds={filters} />
        </>
      }
    >
      <FilterBar range={RANGE} error={totals.error} elsewhere={SET_BY_CONTROLS} />
      <Controls />
      <Answer query={totals} lines={4}>
        {(data) =>
          data.totals.calls === 0 ? (
            <EmptyCalls range={RANGE} asOf={data.asOf} />
          ) : (
            <LoadsAllContext.Provider value={isPrinting}>
              <Cards totals={data.totals} />
              <Charts />
            </LoadsAllContext.Provider>
          )
        }
      </Answer>
    </Page>
  );
};

export default Statistics;
