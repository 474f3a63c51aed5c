import type { Language } from '../settings/language.js';

/** The word after a number: `one` 1, in Polish `few` 2-4 (not 12-14) and `many` the rest. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** A number with its word: `counted('pl', {...})(3)` is `3 połączenia`. */
export const counted = (language: Language, forms: Forms): ((count: number) => string) => {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language === 'pl' ? 'pl-PL' : 'en-GB');
  return (count) => `${numbers.format(count)} ${forms[rules.select(count)] ?? forms.other}`;
};
