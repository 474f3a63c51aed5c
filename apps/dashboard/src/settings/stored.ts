import { useSyncExternalStore } from 'preact/compat';

/** A setting that this browser keeps. No key and no number of a contact may be one. */
export interface Stored<T extends string> {
  readonly read: () => T;
  readonly write: (value: T) => void;
  /** Its value in a component, drawn anew when it changes. */
  readonly use: () => T;
}

const storage = (): Storage | null => {
  try {
    return window.localStorage;
  } catch {
    return null; // forbidden by the browser: settings last as long as the page
  }
};

/** @param isValid what may be read back: anything else counts as not set */
export const stored = <T extends string>(
  name: string,
  initial: () => T,
  isValid: (text: string) => text is T,
): Stored<T> => {
  const saved = storage()?.getItem(name) ?? null;
  let value = saved !== null && isValid(saved) ? saved : initial();
  const listeners = new Set<() => void>();
  const read = (): T => value;
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    read,
    write: (next) => {
      value = next;
      storage()?.setItem(name, next);
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, read),
  };
};

/** For `isValid`: one of the values listed. */
export const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (text: string): text is T =>
    (values as readonly string[]).includes(text);
