import { useEffect, useRef, useState } from 'preact/hooks';
import { plainText } from '../format/plainText.js';
import { useFormat } from '../format/useFormat.js';
import { Skeleton } from '../parts/skeleton.js';
import { useTexts } from '../texts/texts.js';
import type { Option } from './options.js';

interface OptionListProps {
  readonly options: readonly Option[] | undefined;
  readonly chosen: readonly string[];
  /** What has to be known of the options, below them. */
  readonly note?: string | undefined;
  readonly onApply: (values: readonly string[]) => void;
}

/** So many options are looked through by eye. */
const SEARCH_FROM = 9;

/** Takes the focus as soon as it is there, so that one can type at once. */
const SearchBox = ({ onWanted }: { onWanted: (text: string) => void }) => {
  const { search } = useTexts().frame;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <input
      ref={box}
      type="search"
      aria-label={search.label}
      placeholder={search.label}
      onInput={({ currentTarget }) => onWanted(currentTarget.value)}
    />
  );
};

/** A searchable list of checkboxes; nothing is applied before Apply. The search is there before the options are. */
export const OptionList = ({ options, chosen, note, onApply }: OptionListProps) => {
  const texts = useTexts().frame;
  const format = useFormat();
  const [draft, setDraft] = useState(chosen);
  const [wanted, setWanted] = useState('');
  const [waited] = useState(options === undefined);
  const known = options ?? [];
  const missing = options ? chosen.filter((value) => !known.some((option) => option.value === value)) : [];
  const all = [...missing.map((value): Option => ({ value, label: value })), ...known];
  const shown = all.filter(({ label }) => plainText(label).includes(plainText(wanted)));
  const toggle = (value: string): void =>
    setDraft(draft.includes(value) ? draft.filter((each) => each !== value) : [...draft, value]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onApply(draft);
  };
  return (
    <form class="optionList" onSubmit={submit}>
      {(waited || all.length >= SEARCH_FROM) && <SearchBox onWanted={setWanted} />}
      {options === undefined && <Skeleton lines={8} />}
      {shown.some(({ calls }) => calls !== undefined) && <p class="muted small counts">{texts.callsInTime}</p>}
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
      {note !== undefined && <p class="muted small">{note}</p>}
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
