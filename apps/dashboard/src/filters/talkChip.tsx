import { useState } from 'preact/hooks';
import { duration } from '../format/format.js';
import { useTexts, type Texts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { firstOf, type Query } from '../url/search.js';
import { Chip } from './chip.js';
import { parseLength } from './length.js';
import { ApplyOrClear } from './optionList.js';

/** Seconds of an address in words: `10 s`, `1:30 min`; what is no length stays as it was written, for the API to refuse. */
const lengthText = (seconds: string | undefined, { length }: Texts['values']): string | undefined => {
  const value = seconds === undefined ? null : parseLength(seconds);
  return value === null ? seconds : length(value, duration(value));
};

/** How long was talked, as the address says it: `up to 10 s`; null where it says nothing. */
export const talkText = (query: Query, texts: Texts['values']): string | null => {
  const least = lengthText(firstOf(query, 'minTalkSeconds'), texts);
  const most = lengthText(firstOf(query, 'maxTalkSeconds'), texts);
  return least === undefined && most === undefined ? null : texts.between(least, most);
};

interface LengthFieldProps {
  readonly name: 'minTalkSeconds' | 'maxTalkSeconds';
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** A box for a length that says at once how it was understood, or that it was not. */
const LengthField = ({ name, text, onText }: LengthFieldProps) => {
  const { values, frame } = useTexts();
  const seconds = parseLength(text);
  const isRefused = text.trim() !== '' && seconds === null;
  const hint = `hint-${name}`;
  return (
    <div class="stack length">
      <label class="choice">
        {values.filter[name]}
        <input
          autocomplete="off"
          aria-describedby={hint}
          aria-invalid={isRefused}
          value={text}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      </label>
      <p id={hint} role="status" class={`small ${isRefused ? 'bad' : 'muted'}`}>
        {isRefused ? frame.length.refused : seconds === null ? frame.length.hint : values.seconds(seconds)}
        {seconds !== null && seconds >= 60 && ` = ${values.length(seconds, duration(seconds))}`}
      </p>
    </div>
  );
};

/** An address takes seconds; nothing typed takes the bound away. */
const inSeconds = (text: string): string[] => (text.trim() === '' ? [] : [`${parseLength(text)}`]);
const isGood = (text: string): boolean => text.trim() === '' || parseLength(text) !== null;

const TalkForm = ({ onDone }: { onDone: () => void }) => {
  const { query, change } = useAddress();
  const [least, setLeast] = useState(firstOf(query, 'minTalkSeconds') ?? '');
  const [most, setMost] = useState(firstOf(query, 'maxTalkSeconds') ?? '');
  const apply = (minTalkSeconds: string[], maxTalkSeconds: string[]): void => {
    change({ minTalkSeconds, maxTalkSeconds, cursor: [] });
    onDone();
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isGood(least) && isGood(most)) apply(inSeconds(least), inSeconds(most));
    else (event.currentTarget as HTMLFormElement).querySelector<HTMLInputElement>('[aria-invalid=true]')?.focus();
  };
  return (
    <form class="stack" onSubmit={submit}>
      <LengthField name="minTalkSeconds" text={least} onText={setLeast} />
      <LengthField name="maxTalkSeconds" text={most} onText={setMost} />
      <ApplyOrClear onClear={() => apply([], [])} />
    </form>
  );
};

/** At least and at most so long a talk. */
export const TalkChip = ({ errors }: { errors: ReadonlyMap<string, string> }) => {
  const { values } = useTexts();
  const { query } = useAddress();
  const error = errors.get('minTalkSeconds') ?? errors.get('maxTalkSeconds');
  return (
    <Chip name={values.filter.talk} value={talkText(query, values)} error={error}>
      {(close) => <TalkForm onDone={close} />}
    </Chip>
  );
};
