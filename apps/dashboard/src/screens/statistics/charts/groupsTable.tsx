import { line } from 'd3-shape';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useStatistics, type Statistics } from '../../../api/statistics.js';
import { localeOf } from '../../../format/format.js';
import { plainText } from '../../../format/plainText.js';
import { useFormat } from '../../../format/useFormat.js';
import { useSpoken, useTexts } from '../../../texts/texts.js';
import { useAddress } from '../../../url/address.js';
import { ChartPanel } from '../chartPanel.js';
import { orDash, useAllBuckets, useAsked } from '../useFigures.js';
import { DIMENSIONS, groupsOf, SORTS, sortGroups, type Dimension, type Group, type Sort } from './groups.js';

const TOP = 50;
/** So many groups are looked through by eye. */
const SEARCH_FROM = 9;
const METRICS = 'calls,conversationRate,talkSeconds.p50,talkSeconds.p90';
const LINE = { width: 96, height: 20 };

const Sparkline = ({ values }: { values: readonly number[] }) => {
  const most = Math.max(1, ...values);
  const path = line<number>(
    (_, index) => (index / Math.max(1, values.length - 1)) * LINE.width,
    (value) => LINE.height - 1 - (value / most) * (LINE.height - 2),
  );
  return (
    <svg class="sparkline" width={LINE.width} height={LINE.height} aria-hidden="true">
      <g class="series calls">
        <path d={path(values) ?? ''} />
      </g>
    </svg>
  );
};

const useGroups = (dimension: Dimension, figures: Statistics): readonly Group[] => {
  const asked = useAsked();
  const { filters, interval } = asked;
  const bySide = useStatistics({ ...filters, metrics: 'calls', groupBy: `${dimension},hangupSide` }).data;
  const overTime = useStatistics({ ...filters, metrics: 'calls', groupBy: dimension, interval, top: TOP }).data;
  const begins = useAllBuckets(asked, true).map(({ from }) => from);
  return groupsOf(dimension, figures, bySide, overTime, begins);
};

interface SortHeaderProps {
  readonly by: Sort;
  readonly name: string;
  readonly sorted: { readonly by: Sort; readonly isReversed: boolean };
  readonly onSort: (by: Sort) => void;
}

const SortHeader = ({ by, name, sorted, onSort }: SortHeaderProps) => {
  const isSorted = sorted.by === by;
  const isAscending = (by === 'name') !== sorted.isReversed;
  return (
    <th
      scope="col"
      class={by === 'name' ? '' : 'number'}
      aria-sort={isSorted ? (isAscending ? 'ascending' : 'descending') : undefined}
    >
      <button class="plain sort" onClick={() => onSort(by)}>
        {name} <span aria-hidden="true">{isSorted ? (isAscending ? '▲' : '▼') : ''}</span>
      </button>
    </th>
  );
};

const GroupRow = ({ group, dimension }: { group: Group; dimension: Dimension }) => {
  const texts = useTexts();
  const format = useFormat();
  const { beside } = useAddress();
  const { callsOf } = useAsked();
  const share = orDash(format.percent);
  return (
    <tr>
      <th scope="row">
        <Link href={callsOf({ [dimension]: [group.value] })} state={beside}>
          {group.name ?? texts.values.none}
        </Link>
      </th>
      <td class="number">{format.number(group.calls)}</td>
      <td class="number">{share(group.rate)}</td>
      <td class="number">{format.duration(group.talkP50)}</td>
      <td class="number">{format.duration(group.talkP90)}</td>
      <td class="number">
        {group.contactShare === null ? (
          '—'
        ) : (
          <Link href={callsOf({ [dimension]: [group.value], hangupSide: ['contact'] })} state={beside}>
            {share(group.contactShare)}
          </Link>
        )}
      </td>
      <td>
        <Sparkline values={group.line} />
      </td>
    </tr>
  );
};

const GroupsTable = ({ figures, dimension }: { figures: Statistics; dimension: Dimension }) => {
  const texts = useTexts();
  const { language } = useSpoken();
  const groups = useGroups(dimension, figures);
  const [sorted, setSorted] = useState<SortHeaderProps['sorted']>({ by: 'calls', isReversed: false });
  const [wanted, setWanted] = useState('');
  const { groupColumn, chart, trend, searchGroups, topOnly } = texts.statistics;
  const onSort = (by: Sort): void => setSorted({ by, isReversed: by === sorted.by && !sorted.isReversed });
  const shown = sortGroups(groups, sorted.by, sorted.isReversed, localeOf(language)).filter(({ name }) =>
    plainText(name ?? texts.values.none).includes(plainText(wanted)),
  );
  return (
    <>
      {groups.length >= SEARCH_FROM && (
        <input
          type="search"
          aria-label={searchGroups}
          placeholder={searchGroups}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      )}
      <div class="scroll">
        <table class="figures">
          <caption class="visuallyHidden">{chart.groups.title}</caption>
          <thead>
            <tr>
              {SORTS.map((by) => (
                <SortHeader
                  key={by}
                  by={by}
                  name={by === 'name' ? texts.values.filter[dimension] : groupColumn[by]}
                  sorted={sorted}
                  onSort={onSort}
                />
              ))}
              <th scope="col">{trend}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((group) => (
              <GroupRow key={group.value} group={group} dimension={dimension} />
            ))}
          </tbody>
        </table>
      </div>
      {groups.length === TOP && <p class="muted small">{topOnly(TOP)}</p>}
    </>
  );
};

/** Consultants, campaigns or projects side by side. */
export const GroupsChart = () => {
  const texts = useTexts();
  const { filters } = useAsked();
  const [dimension, setDimension] = useState<Dimension>('consultant');
  return (
    <ChartPanel
      {...texts.statistics.chart.groups}
      query={{ ...filters, metrics: METRICS, groupBy: dimension, top: TOP }}
      controls={
        <div class="row choices" role="group" aria-label={texts.statistics.chart.groups.title}>
          {DIMENSIONS.map((name) => (
            <button key={name} aria-pressed={name === dimension} onClick={() => setDimension(name)}>
              {texts.values.filter[name]}
            </button>
          ))}
        </div>
      }
      plot={(data) => <GroupsTable figures={data} dimension={dimension} />}
    />
  );
};
