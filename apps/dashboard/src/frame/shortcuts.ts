import { shortcuts } from '../settings/shortcuts.js';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog, [popover]') !== null;

/** Calls back when a key is pressed outside of fields, unless shortcuts are off. @returns what ends that */
export const onShortcut = (key: string, act: () => void): (() => void) => {
  const listen = (event: KeyboardEvent): void => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (shortcuts.read() === 'off' || isTyping(event.target)) return;
    event.preventDefault();
    act();
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
};
