import { useState } from 'preact/hooks';
import { plainText } from '../format/plainText.js';
import { useFormat } from '../format/useFormat.js';
import { Skeleton } from '../parts/skeleton.js';
import { useTexts } from '../texts/texts.js';
import type { Option } from './options.js';

interface OptionListProps {
  readonly options: readonly Option[] | undefined;
  readonly chosen: readonly string[];
  readonly onApply: (values: readonly string[]) => void;
}

/** So many options are looked through by eye. */
const SEARCH_FROM = 9;

/** A searchable list of checkboxes; nothing is applied before Apply. */
export const OptionList = ({ options, chosen, onApply }: OptionListProps) => {
  const texts = useTexts().frame;
  const format = useFormat();
  const [draft, setDraft] = useState(chosen);
  const [wanted, setWanted] = useState('');
  if (options === undefined) return <Skeleton lines={3} />;
  const missing = chosen.filter((value) => !options.some((option) => option.value === value));
  const all = [...missing.map((value): Option => ({ value, label: value })), ...options];
  const shown = all.filter(({ label }) => plainText(label).includes(plainText(wanted)));
  const toggle = (value: string): void =>
    setDraft(draft.includes(value) ? draft.filter((each) => each !== value) : [...draft, value]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onApply(draft);
  };
  return (
    <form class="optionList" onSubmit={submit}>
      {all.length >= SEARCH_FROM && (
        <input
          type="search"
          aria-label={texts.search.label}
          placeholder={texts.search.label}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      )}
      <ul>
        {shown.map(({ value, label, calls }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={draft.includes(value)} onChange={() => toggle(value)} />
              <span>{label}</span>
              {calls !== undefined && <span class="muted small">{format.number(calls)}</span>}
            </label>
          </li>
        ))}
      </ul>
      <ApplyOrClear onClear={() => onApply([])} />
    </form>
  );
};

export const ApplyOrClear = ({ onClear }: { onClear: () => void }) => {
  const texts = useTexts().frame;
  return (
    <div class="row">
      <button class="primary">{texts.apply}</button>
      <button type="button" onClick={onClear}>
        {texts.clear}
      </button>
    </div>
  );
};
