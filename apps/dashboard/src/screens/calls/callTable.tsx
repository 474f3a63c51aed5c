import { useLocation } from 'wouter-preact';
import type { Call } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { firstOf, writeQuery } from '../../url/search.js';
import { useShownColumns } from './columnChoice.js';

/** Orders by start, the one order there is. */
const StartHeader = () => {
  const texts = useTexts().calls;
  const { query, change } = useAddress();
  const isOldestFirst = firstOf(query, 'sort') === 'startedAt';
  return (
    <th scope="col" aria-sort={isOldestFirst ? 'ascending' : 'descending'}>
      <button
        class="plain sort"
        title={isOldestFirst ? texts.newestFirst : texts.oldestFirst}
        onClick={() => change({ sort: isOldestFirst ? [] : ['startedAt'], cursor: [] })}
      >
        {texts.column.start} <span aria-hidden="true">{isOldestFirst ? '▲' : '▼'}</span>
      </button>
    </th>
  );
};

const isEndedUnanswered = ({ outcome, hangup }: Call): boolean =>
  outcome === 'contact_no_answer' && hangup?.side === 'contact';

/** Explains two words that seem to contradict each other, below a list where they stand in one row. */
export const Legend = ({ calls }: { calls: readonly Call[] }) => {
  const { endedUnanswered } = useTexts().values;
  return calls.some(isEndedUnanswered) ? <p class="muted small endedUnanswered">{endedUnanswered}</p> : null;
};

/** The calls, a row each; on narrow windows a block each, its cells with their names. */
export const CallTable = ({ calls }: { calls: readonly Call[] }) => {
  const texts = useTexts();
  const format = useFormat();
  const columns = useShownColumns();
  const [path] = useLocation();
  const { query, beside } = useAddress();
  const search = writeQuery({ tz: query.tz ?? [] });
  const toCall = { ...beside, list: path + writeQuery(query) };
  return (
    <table class="calls stacked">
      <caption class="visuallyHidden">{texts.calls.table}</caption>
      <thead>
        <tr>
          <StartHeader />
          {columns.slice(1).map(({ name, isNumber }) => (
            <th key={name} scope="col" class={isNumber ? 'number' : undefined}>
              {texts.calls.column[name]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <tr key={call.id}>
            {columns.map(({ name, isNumber, cell }) => (
              <td
                key={name}
                class={isNumber ? 'number' : undefined}
                data-name={texts.calls.column[name]}
                data-column={name}
              >
                {cell({ call, texts, format, search, beside: toCall })}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
