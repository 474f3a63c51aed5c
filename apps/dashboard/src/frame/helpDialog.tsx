import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { onShortcut } from './shortcuts.js';

interface Help {
  readonly dialog: RefObject<HTMLDialogElement>;
  readonly open: () => void;
}

export const useHelp = (): Help => {
  const dialog = useRef<HTMLDialogElement>(null);
  const help = useMemo(() => ({ dialog, open: () => dialog.current?.showModal() }), []);
  useEffect(() => onShortcut('?', help.open), [help]);
  return help;
};

export const HelpDialog = ({ dialog }: { dialog: RefObject<HTMLDialogElement> }) => {
  const { help, close } = useTexts().frame;
  const rows = [
    ['/', help.search],
    ['?', help.help],
    ['Esc', help.close],
    ['← → Home End', help.chart],
    ['Enter', help.open],
  ];
  return (
    <dialog ref={dialog} aria-labelledby="helpTitle">
      <h2 id="helpTitle">{help.title}</h2>
      <dl class="keys">
        {rows.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button>{close}</button>
      </form>
    </dialog>
  );
};
