import { serverNow } from '../api/serverClock.js';
import { useFormat } from '../format/useFormat.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { boundsIn, dateIn, dayAfter, lastDayOf, rangeOf, RANGES, type RangeName } from '../url/range.js';
import { Chip } from './chip.js';
import { rangeText } from './rangeText.js';

interface RangeProps {
  /** The range of a page whose address says none. */
  readonly fallback: RangeName;
  readonly errors?: ReadonlyMap<string, string>;
}

/** The page's range in words, for its chip and for what is empty. */
export const useRangeText = (fallback: RangeName): string => {
  const { query, zone } = useAddress();
  return rangeText(query, fallback, dateIn(serverNow(), zone), useTexts().frame.ranges, useFormat());
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;

const OwnRange = ({ fallback, onDone }: RangeProps & { onDone: () => void }) => {
  const { ranges, apply } = useTexts().frame;
  const { query, zone, change } = useAddress();
  const { from = '', to = '' } = boundsIn(query, fallback, dateIn(serverNow(), zone));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [first, last] = [form.get('first') as string, form.get('last') as string];
    change({ range: [], from: first ? [first] : [], to: last ? [dayAfter(last)] : [], cursor: [] });
    onDone();
  };
  return (
    <form class="stack" onSubmit={submit}>
      <label class="choice">
        {ranges.from}
        <input type="date" name="first" defaultValue={from.slice(0, 10)} />
      </label>
      <label class="choice">
        {ranges.to}
        <input type="date" name="last" defaultValue={DATE.test(to) ? lastDayOf(to) : to.slice(0, 10)} />
      </label>
      <button class="primary">{apply}</button>
    </form>
  );
};

/** The range: one that moves with the day, or days of one's own, in the zone of the page. */
export const RangeChip = ({ fallback, errors }: RangeProps) => {
  const { ranges } = useTexts().frame;
  const { query, change } = useAddress();
  const current = rangeOf(query, fallback);
  const choose = (range: RangeName): void =>
    change({ range: range === fallback ? [] : [range], from: [], to: [], cursor: [] });
  return (
    <Chip name={ranges.label} value={useRangeText(fallback)} error={errors?.get('from') ?? errors?.get('to')}>
      {(close) => (
        <div class="stack">
          <ul class="presets">
            {RANGES.map((range) => (
              <li key={range}>
                <button
                  class="plain"
                  aria-pressed={range === current}
                  onClick={() => {
                    choose(range);
                    close();
                  }}
                >
                  {ranges[range]}
                </button>
              </li>
            ))}
          </ul>
          <OwnRange fallback={fallback} onDone={close} />
        </div>
      )}
    </Chip>
  );
};
