import type { Language } from '../settings/language.js';

/** The word after a number: `one` 1, in Polish `few` 2-4 (not 12-14) and `many` the rest. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** A number with its word: `counted('pl', {...})(3)` is `3 połączenia`. */
export const counted = (language: Language, forms: Forms): ((count: number) => string) => {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language === 'pl' ? 'pl-PL' : 'en-GB');
  return (count) => `${numbers.format(count)} ${forms[rules.select(count)] ?? forms.other}`;
};

/** The days of the week by their number, Monday is 1. */
export const weekdays = (language: Language): Readonly<Record<string, string>> => {
  const names = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, names.format(Date.UTC(1970, 0, 4 + day))]));
};
