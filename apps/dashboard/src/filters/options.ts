import { labelOf, useNamed, valueOf, type NamedKind } from '../api/named.js';
import { useStatistics } from '../api/statistics.js';
import type { Texts } from '../texts/texts.js';
import { useTexts } from '../texts/texts.js';
import type { CallsQuery, ListFilter } from '../url/filters.js';

/** A value that a filter can be set to, in words, with the number of its calls where that is known. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly calls?: number;
}

const NAMED: Partial<Record<ListFilter, NamedKind>> = {
  campaign: 'campaigns',
  consultant: 'consultants',
  project: 'projects',
};

/** What the platform names itself: the values are those of the calls in the range. */
const SEEN = ['direction', 'dialingMethod', 'closeCause', 'source', 'attempt'] as const;
type Seen = (typeof SEEN)[number];
const isSeen = (name: ListFilter): name is Seen => (SEEN as readonly string[]).includes(name);

/** The options of a filter whose values are fixed; null for others. */
export const fixedOptions = (name: ListFilter, { values }: Texts): readonly Option[] | null => {
  const listed = (words: Readonly<Record<string, string>>): Option[] =>
    Object.entries(words).map(([value, label]) => ({ value, label }));
  switch (name) {
    case 'outcome':
    case 'hangupSide':
    case 'hangupCertainty':
    case 'status':
    case 'kind':
    case 'quality':
    case 'weekday':
      return listed(values[name]);
    case 'hourOfDay':
      return Array.from({ length: 24 }, (_, hour) => ({ value: `${hour}`, label: `${hour}:00` }));
    default:
      return null;
  }
};

const useSeenValues = (name: ListFilter, range: CallsQuery): readonly Option[] | undefined => {
  const groupBy = isSeen(name) ? name : 'source';
  const { from, to, timezone } = range;
  const query = { metrics: 'calls', groupBy, ...(from && { from }), ...(to && { to }), ...(timezone && { timezone }) };
  const { data } = useStatistics(query, isSeen(name));
  const none = useTexts().values.none;
  return data?.rows.map(({ group, metrics }) => {
    const value = (group as Record<string, unknown>)[groupBy] as string | number | null;
    return { value: `${value ?? 'none'}`, label: `${value ?? none}`, calls: metrics.calls ?? 0 };
  });
};

/** What a filter can be set to; undefined while that is being loaded. */
export const useOptions = (name: ListFilter, range: CallsQuery): readonly Option[] | undefined => {
  const texts = useTexts();
  const kind = NAMED[name];
  const named = useNamed(kind ?? 'campaigns', kind !== undefined).data;
  const seen = useSeenValues(name, range);
  if (kind !== undefined) {
    const items = named?.map((item) => ({ value: valueOf(item), label: labelOf(item), calls: item.calls }));
    return items && [...items, { value: 'none', label: texts.values.none }];
  }
  return fixedOptions(name, texts) ?? seen;
};

/** The words for a value that is set, without waiting for its options. */
export const useValueLabel = (name: ListFilter, value: string | undefined): string | undefined => {
  const texts = useTexts();
  const kind = NAMED[name];
  const named = useNamed(kind ?? 'campaigns', kind !== undefined && value !== undefined).data;
  if (value === undefined) return undefined;
  const known = fixedOptions(name, texts)?.find((option) => option.value === value)?.label;
  const item = named?.find((one) => valueOf(one) === value);
  return known ?? (item && labelOf(item)) ?? (value === 'none' ? texts.values.none : value);
};
