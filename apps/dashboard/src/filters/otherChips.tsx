import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { firstOf } from '../url/search.js';
import { Chip } from './chip.js';
import { ApplyOrClear } from './optionList.js';

interface ErrorProps {
  readonly errors: ReadonlyMap<string, string>;
}

const textOf = (form: HTMLFormElement, name: string): string[] => {
  const value = new FormData(form).get(name);
  return typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];
};

/** A choice of one value, or of none. */
export const RadioChip = ({ name, errors }: ErrorProps & { name: 'final' | 'attribution' | 'reached' }) => {
  const texts = useTexts();
  const { filter } = texts.values;
  const words: Readonly<Record<string, string>> = texts.values[name];
  const { query, change } = useAddress();
  const chosen = firstOf(query, name);
  return (
    <Chip name={filter[name]} value={chosen === undefined ? null : (words[chosen] ?? chosen)} error={errors.get(name)}>
      {(close) => {
        const choose = (values: string[]): void => {
          change({ [name]: values, cursor: [] });
          close();
        };
        return (
          <div class="stack">
            {Object.entries(words).map(([value, word]) => (
              <label key={value}>
                <input type="radio" name={name} checked={value === chosen} onChange={() => choose([value])} />
                <span>{word}</span>
              </label>
            ))}
            <button onClick={() => choose([])}>{texts.frame.clear}</button>
          </div>
        );
      }}
    </Chip>
  );
};

/** A text that is typed: a record's id in the address, a contact's number beside it. */
export const TextChip = ({ name, errors }: ErrorProps & { name: 'recordId' | 'contactNumber' }) => {
  const { filter } = useTexts().values;
  const { query, beside, change } = useAddress();
  const value = name === 'contactNumber' ? beside.contactNumber : firstOf(query, name);
  const set = ([text]: string[]): void => {
    if (name === 'contactNumber') change({ cursor: [] }, { beside: text === undefined ? {} : { contactNumber: text } });
    else change({ [name]: text === undefined ? [] : [text], cursor: [] });
  };
  return (
    <Chip name={filter[name]} value={value ?? null} error={errors.get(name)}>
      {(close) => (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            set(textOf(event.currentTarget, 'text'));
            close();
          }}
        >
          <label class="choice">
            {filter[name]}
            <input name="text" autocomplete="off" defaultValue={value ?? ''} />
          </label>
          <ApplyOrClear
            onClear={() => {
              set([]);
              close();
            }}
          />
        </form>
      )}
    </Chip>
  );
};
