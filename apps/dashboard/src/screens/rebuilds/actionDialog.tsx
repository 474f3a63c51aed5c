import { useQueryClient } from '@tanstack/preact-query';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../../parts/problem.js';
import { useTexts } from '../../texts/texts.js';
import { perform, type Action, type Switching } from './actions.js';

const SWITCHINGS: readonly Switching[] = ['auto', 'manual'];

/** What a button says that has an action done: with the generation it is about. */
export const useActionLabel = (): ((action: Action) => string) => {
  const texts = useTexts().rebuilds.action;
  return (action) =>
    action.kind === 'start' ? texts.start.button : `${texts[action.kind].button} ${action.generation.name}`;
};

interface SwitchingChoiceProps {
  readonly chosen: Switching;
  readonly onChoose: (switching: Switching) => void;
}

const SwitchingChoice = ({ chosen, onChoose }: SwitchingChoiceProps) => {
  const { switching } = useTexts().rebuilds;
  return (
    <div role="radiogroup">
      {SWITCHINGS.map((name) => (
        <label key={name}>
          <input type="radio" name="switching" checked={name === chosen} onChange={() => onChoose(name)} />{' '}
          {switching[name]}
        </label>
      ))}
    </div>
  );
};

/** Says what readers will see of an action before it is done. Esc and Cancel leave everything as it is. */
export const ActionDialog = ({ action, onClose }: { action: Action; onClose: () => void }) => {
  const texts = useTexts();
  const queryClient = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [switching, setSwitching] = useState<Switching>('auto');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const label = useActionLabel()(action);
  const { means } = texts.rebuilds.action[action.kind];
  const name = action.kind === 'start' ? '' : action.generation.name;
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await perform(action, switching);
      await queryClient.invalidateQueries({ queryKey: ['projections'] });
      await queryClient.invalidateQueries({ queryKey: ['rebuilds'] });
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="actionTitle" onClose={onClose}>
      <div class="stack">
        <h2 id="actionTitle">{label}</h2>
        <p>{means(name)}</p>
        {action.kind === 'start' && <SwitchingChoice chosen={switching} onChoose={setSwitching} />}
        {error !== null && <Problem error={error} onRetry={() => void confirm()} />}
        <div class="row">
          <button class="primary" disabled={isBusy} onClick={() => void confirm()}>
            {label}
          </button>
          <button onClick={onClose}>{texts.rebuilds.cancel}</button>
        </div>
      </div>
    </dialog>
  );
};
