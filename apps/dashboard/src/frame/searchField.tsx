import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { labelOf, useNamed, valueOf } from '../api/named.js';
import { useSession } from '../api/session.js';
import { plainText } from '../format/plainText.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { writeQuery } from '../url/search.js';
import { onShortcut } from './shortcuts.js';
import { readSought } from './sought.js';

/** Opens what a text means (sought.ts). @returns what there is to say where it leads nowhere */
const useSearch = (isInUse: boolean): ((text: string) => string | null) => {
  const { search } = useTexts().frame;
  const [, navigate] = useLocation();
  const { query } = useAddress();
  const { role } = useSession();
  const consultants = useNamed('consultants', isInUse).data ?? [];
  const tz = query.tz ?? [];
  return (text) => {
    const sought = readSought(text);
    if (sought === null) return null;
    switch (sought.kind) {
      case 'call':
        navigate(`/calls/${sought.id}${writeQuery({ tz })}`);
        return null;
      case 'record':
        navigate(`/records/${sought.id}${writeQuery({ tz })}`);
        return null;
      case 'number':
        if (role === 'analyst') return search.notYours;
        navigate(`/calls${writeQuery({ range: ['all'], tz })}`, { state: { contactNumber: sought.number } });
        return null;
      case 'name': {
        const wanted = plainText(sought.name);
        const found = consultants.filter((one) => plainText(`${labelOf(one)} ${one.username ?? ''}`).includes(wanted));
        if (found.length === 0) return search.nobody(sought.name);
        navigate(`/calls${writeQuery({ consultant: found.map(valueOf), range: ['last30Days'], tz })}`);
        return null;
      }
    }
  };
};

export const SearchField = () => {
  const { search } = useTexts().frame;
  const input = useRef<HTMLInputElement>(null);
  const [isInUse, setInUse] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const find = useSearch(isInUse);
  useEffect(() => onShortcut('/', () => input.current?.focus()), []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = input.current;
    if (field === null) return;
    const answer = find(field.value);
    setMessage(answer);
    if (answer !== null) return;
    field.value = '';
    field.blur(); // so that the next / begins a search again
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <input
        ref={input}
        type="search"
        aria-label={search.label}
        placeholder={search.placeholder}
        aria-describedby="searchMessage"
        onFocus={() => setInUse(true)}
        onInput={() => setMessage(null)}
      />
      <p id="searchMessage" role="status">
        {message}
      </p>
    </form>
  );
};
