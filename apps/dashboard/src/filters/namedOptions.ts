import { valueOf, type NamedItem } from '../api/namedItem.js';
import type { Statistics } from '../api/statistics.js';
import { localeOf } from '../format/format.js';
import type { Language } from '../settings/language.js';

/** Filters whose values have names that the platform's users gave them. */
export type NamedFilter = 'campaign' | 'consultant' | 'project';

/** In the order of a language's alphabet: in Polish `Ś` stands between `S` and `T`. */
export const byLabel = <T extends { readonly label: string }>(
  options: readonly T[],
  language: Language,
): readonly T[] => {
  const { compare } = new Intl.Collator(localeOf(language), { numeric: true });
  return [...options].sort((a, b) => compare(a.label, b.label));
};

/** How many calls each value of a filter has in statistics that are grouped by it; `none` for calls that have no value. */
export const callsByValue = ({ rows }: Statistics, name: NamedFilter): ReadonlyMap<string, number> =>
  new Map(
    rows.map(({ group, metrics }) => {
      const item = group[name] as Omit<NamedItem, 'calls'> | null | undefined;
      return [item ? valueOf({ ...item, calls: 0 }) : 'none', metrics.calls ?? 0];
    }),
  );
