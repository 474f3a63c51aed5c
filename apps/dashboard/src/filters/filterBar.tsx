import { useState } from 'preact/hooks';
import { ProblemError } from '../api/problem.js';
import { useSession } from '../api/session.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { FILTERS, LIST_FILTERS, type FilterName, type ListFilter } from '../url/filters.js';
import type { RangeName } from '../url/range.js';
import type { Query } from '../url/search.js';
import { ListChip } from './listChip.js';
import { RadioChip, TextChip } from './otherChips.js';
import { RangeChip } from './rangeChip.js';
import { TalkChip } from './talkChip.js';
import './filters.css';

interface FilterBarProps {
  /** The range of a page whose address says none. */
  readonly range: RangeName;
  /** What the page's query was answered, where that is an error: it may name filters. */
  readonly error?: unknown;
  /** Filters that the page sets by controls of its own. */
  readonly elsewhere?: readonly FilterName[];
}

const NONE: readonly FilterName[] = [];

/** Filters that are always there; the others are where they are set, or asked for. */
const USUAL: readonly ListFilter[] = ['campaign', 'consultant', 'outcome', 'hangupSide'];
const RARE = LIST_FILTERS.filter((name) => !USUAL.includes(name) && name !== 'recordId');

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Takes every filter away, and leaves the range and the zone. */
export const withoutFilters: Query = Object.fromEntries([...FILTERS, 'cursor'].map((name) => [name, []]));

/** The range and the filters of a page of calls: what they are set to stands in the address. */
export const FilterBar = ({ range, error, elsewhere = NONE }: FilterBarProps) => {
  const texts = useTexts().frame;
  const { query, beside, change } = useAddress();
  const { contactNumber } = beside;
  const { role } = useSession();
  const [showsAll, setShowsAll] = useState(false);
  const errors = error instanceof ProblemError ? error.fields : NOTHING;
  const isShown = (name: FilterName): boolean => !elsewhere.includes(name) && (showsAll || query[name] !== undefined);
  const isFiltered = contactNumber !== undefined || FILTERS.some((name) => query[name] !== undefined);
  return (
    <div class="filterBar" role="group" aria-label={texts.filters}>
      <div class="chips">
        <RangeChip fallback={range} errors={errors} />
        {USUAL.map((name) => (
          <ListChip key={name} name={name} range={range} error={errors.get(name)} />
        ))}
        <TalkChip errors={errors} />
        {RARE.filter(isShown).map((name) => (
          <ListChip key={name} name={name} range={range} error={errors.get(name)} />
        ))}
        {isShown('recordId') && <TextChip name="recordId" errors={errors} />}
        {isShown('final') && <RadioChip name="final" errors={errors} />}
        {isShown('attribution') && <RadioChip name="attribution" errors={errors} />}
        {role !== 'analyst' && (showsAll || contactNumber !== undefined) && (
          <TextChip name="contactNumber" errors={errors} />
        )}
        <button class="plain" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? texts.fewerFilters : texts.moreFilters}
        </button>
      </div>
      <button class={`plain ${isFiltered ? '' : 'absent'}`} onClick={() => change(withoutFilters, { beside: {} })}>
        {texts.empty.clear}
      </button>
    </div>
  );
};
