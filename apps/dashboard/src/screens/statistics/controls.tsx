import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { firstOf } from '../../url/search.js';
import { boundsText } from '../../filters/rangeText.js';
import { useFormat } from '../../format/useFormat.js';
import { intervalsFor, usualInterval } from './interval.js';
import { useAsked } from './useFigures.js';

const IntervalChoice = () => {
  const texts = useTexts().statistics;
  const { change } = useAddress();
  const { filters, interval } = useAsked();
  const usual = usualInterval(filters);
  return (
    <label class="choice">
      {texts.intervalLabel}
      <select
        value={interval}
        onChange={({ currentTarget: { value } }) => change({ interval: value === usual ? [] : [value] })}
      >
        {intervalsFor(filters).map((name) => (
          <option key={name} value={name}>
            {texts.interval[name]}
          </option>
        ))}
      </select>
    </label>
  );
};

const ATTRIBUTIONS = ['start', 'end'] as const;

const AttributionChoice = () => {
  const { statistics, values } = useTexts();
  const { query, change } = useAddress();
  const attribution = firstOf(query, 'attribution') === 'end' ? 'end' : 'start';
  return (
    <label class="choice">
      {statistics.attributionLabel}
      <select
        value={attribution}
        onChange={({ currentTarget: { value } }) => change({ attribution: value === 'start' ? [] : [value] })}
      >
        {ATTRIBUTIONS.map((name) => (
          <option key={name} value={name}>
            {values.attribution[name]}
          </option>
        ))}
      </select>
    </label>
  );
};

/** Whether the period before is shown beside. An open range has none. */
const CompareChoice = () => {
  const texts = useTexts().statistics;
  const { query, change } = useAddress();
  const { filters } = useAsked();
  const isCompared = firstOf(query, 'compare') === 'previous';
  const isOpen = filters.from === undefined || filters.to === undefined;
  return (
    <label>
      <input
        type="checkbox"
        checked={isCompared}
        disabled={isOpen}
        onChange={() => change({ compare: isCompared ? [] : ['previous'] })}
      />{' '}
      {texts.compare}
    </label>
  );
};

/** How the figures are cut and counted, and the sentences that say what that means. */
export const Controls = () => {
  const { statistics, frame } = useTexts();
  const format = useFormat();
  const { query, zone } = useAddress();
  const { previous } = useAsked();
  const attribution = firstOf(query, 'attribution') === 'end' ? 'end' : 'start';
  return (
    <div class="controls">
      <IntervalChoice />
      <AttributionChoice />
      <CompareChoice />
      <p class="muted small">
        {statistics.attributionMeans[attribution]} {statistics.zone(zone)}
        {previous !== null && ` ${statistics.comparedWith(boundsText(previous, frame.ranges, format))}`}
      </p>
    </div>
  );
};
