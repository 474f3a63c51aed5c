import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../settings/language.js';
import type { Texts } from './en/index.js';

export type { Texts };

/** Each language is a file of its own: only the one in use is loaded. */
export const loadTexts = async (language: Language): Promise<Texts> =>
  language === 'pl' ? (await import('./pl/index.js')).pl : (await import('./en/index.js')).en;

export interface Spoken {
  readonly language: Language;
  readonly texts: Texts;
}

export const SpokenContext = createContext<Spoken | null>(null);

export const useSpoken = (): Spoken => {
  const spoken = useContext(SpokenContext);
  if (spoken === null) throw new Error('useSpoken before a language was loaded');
  return spoken;
};

export const useTexts = (): Texts => useSpoken().texts;

/**
 * A value of the platform in words, with the value itself as it came: `outgoing (OUTBOUND)`. One that has no words of its own stands alone.
 */
export const glossed = (value: string, words: Readonly<Record<string, string>>): string =>
  Object.hasOwn(words, value) && words[value] !== value ? `${words[value]} (${value})` : value;
