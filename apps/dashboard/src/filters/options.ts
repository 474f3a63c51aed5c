import { labelOf, useNamed, valueOf, type NamedKind } from '../api/named.js';
import { useStatistics, type Statistics } from '../api/statistics.js';
import { useSpoken, useTexts, type Texts } from '../texts/texts.js';
import type { CallsQuery, ListFilter } from '../url/filters.js';
import { byLabel, callsByValue, type NamedFilter } from './namedOptions.js';

/** A value that a filter can be set to, in words, with the number of its calls in the time chosen, where that is known. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly calls?: number;
}

const NAMED: Readonly<Record<NamedFilter, NamedKind>> = {
  campaign: 'campaigns',
  consultant: 'consultants',
  project: 'projects',
};
const isNamed = (name: ListFilter): name is NamedFilter => name in NAMED;

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

/** Calls of the time chosen, by the values of a dimension: its rows are what is asked of a filter's options. */
const useCounted = (groupBy: Seen | NamedFilter, range: CallsQuery, enabled: boolean): Statistics | undefined => {
  const { from, to, timezone } = range;
  const query = { metrics: 'calls', groupBy, ...(from && { from }), ...(to && { to }), ...(timezone && { timezone }) };
  return useStatistics(query, enabled).data;
};

const useSeenValues = (name: ListFilter, range: CallsQuery): readonly Option[] | undefined => {
  const groupBy = isSeen(name) ? name : 'source';
  const counted = useCounted(groupBy, range, isSeen(name));
  const none = useTexts().values.none;
  return counted?.rows.map(({ group, metrics }) => {
    const value = (group as Record<string, unknown>)[groupBy] as string | number | null;
    return { value: `${value ?? 'none'}`, label: `${value ?? none}`, calls: metrics.calls ?? 0 };
  });
};

/** Campaigns, consultants or projects by name; their numbers come when they are counted, the names need not wait for them. */
const useNamedValues = (name: ListFilter, range: CallsQuery): readonly Option[] | undefined => {
  const { texts, language } = useSpoken();
  const filter = isNamed(name) ? name : 'campaign';
  const named = useNamed(NAMED[filter], isNamed(name)).data;
  const counted = useCounted(filter, range, isNamed(name));
  if (named === undefined) return undefined;
  const calls = counted && callsByValue(counted, filter);
  const options = named.map((item) => ({ value: valueOf(item), label: labelOf(item) }));
  const all = [...byLabel(options, language), { value: 'none', label: texts.values.none }];
  return all.map((option) => ({ ...option, ...(calls && { calls: calls.get(option.value) ?? 0 }) }));
};

/** What a filter can be set to; undefined while that is being loaded. */
export const useOptions = (name: ListFilter, range: CallsQuery): readonly Option[] | undefined => {
  const texts = useTexts();
  const named = useNamedValues(name, range);
  const seen = useSeenValues(name, range);
  return isNamed(name) ? named : (fixedOptions(name, texts) ?? seen);
};

/** The words for values that are set, without waiting for their options. */
export const useValueLabels = (name: ListFilter, values: readonly string[]): readonly string[] => {
  const texts = useTexts();
  const named = useNamed(NAMED[isNamed(name) ? name : 'campaign'], isNamed(name) && values.length > 0).data;
  const fixed = fixedOptions(name, texts);
  return values.map((value) => {
    const item = isNamed(name) ? named?.find((one) => valueOf(one) === value) : undefined;
    const known = fixed?.find((option) => option.value === value)?.label ?? (item && labelOf(item));
    return known ?? (value === 'none' ? texts.values.none : value);
  });
};
