import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import type { ListFilter } from '../url/filters.js';
import { filtersInForce, type FilterInForce } from './filtersInForce.js';
import { useValueLabels } from './options.js';
import { talkText } from './talkChip.js';

/** What a filter is set to, every value in words. */
const useValuesText = ({ name, values }: FilterInForce): string => {
  const texts = useTexts();
  const { query } = useAddress();
  const isOne = name === 'talk' || name === 'final' || name === 'attribution' || name === 'contactNumber';
  // these have no options to take words from; nor has a record's id, whose label is the value itself
  const labels = useValueLabels(isOne ? 'recordId' : (name satisfies ListFilter), values);
  if (name === 'talk') return talkText(query, texts.values) ?? '';
  if (name !== 'final' && name !== 'attribution') return labels.join(', ');
  const words: Readonly<Record<string, string>> = texts.values[name];
  return values.map((value) => words[value] ?? value).join(', ');
};

const Filter = ({ filter }: { filter: FilterInForce }) => {
  const { values, frame } = useTexts();
  const { change } = useAddress();
  const [name, value] = [values.filter[filter.name], useValuesText(filter)];
  const clear = (): void => change(filter.without, filter.name === 'contactNumber' ? { beside: {} } : {});
  return (
    <li class="row">
      <span>
        {name}: <strong>{value}</strong>
      </span>
      <button aria-label={`${frame.clear}: ${name}`} onClick={clear}>
        {frame.clear}
      </button>
    </li>
  );
};

/** The filters that are in force, each with its values and a button that takes it away; nothing where there are none. */
export const InForceList = () => {
  const { empty } = useTexts().frame;
  const { query, beside } = useAddress();
  const filters = filtersInForce(query, beside.contactNumber);
  if (filters.length === 0) return null;
  return (
    <>
      <p>{filters.length === 1 ? empty.one : empty.several}</p>
      <ul class="stack inForce">
        {filters.map((filter) => (
          <Filter key={filter.name} filter={filter} />
        ))}
      </ul>
    </>
  );
};
