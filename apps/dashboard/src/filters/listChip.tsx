import { useTexts } from '../texts/texts.js';
import { useAddress, useCallsQuery } from '../url/address.js';
import type { ListFilter } from '../url/filters.js';
import type { RangeName } from '../url/range.js';
import { Chip } from './chip.js';
import { OptionList } from './optionList.js';
import { useOptions, useValueLabels } from './options.js';

interface ListChipProps {
  readonly name: ListFilter;
  readonly range: RangeName;
  readonly error?: string | undefined;
}

const Options = ({ name, range, onDone }: { name: ListFilter; range: RangeName; onDone: () => void }) => {
  const { query, change } = useAddress();
  const { endedUnanswered } = useTexts().values;
  const options = useOptions(name, useCallsQuery(range));
  const apply = (values: readonly string[]): void => {
    change({ [name]: values, cursor: [] });
    onDone();
  };
  const note = name === 'hangupSide' ? endedUnanswered : undefined;
  return <OptionList options={options} chosen={query[name] ?? []} note={note} onApply={apply} />;
};

/** A filter with several values. */
export const ListChip = ({ name, range, error }: ListChipProps) => {
  const { filter } = useTexts().values;
  const chosen = useAddress().query[name] ?? [];
  const [first] = useValueLabels(name, chosen.slice(0, 1));
  const value = first === undefined ? null : chosen.length === 1 ? first : `${first} +${chosen.length - 1}`;
  return (
    <Chip name={filter[name]} value={value} error={error}>
      {(close) => <Options name={name} range={range} onDone={close} />}
    </Chip>
  );
};
