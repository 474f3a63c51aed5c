import { useSession } from '../api/session.js';
import { useRangeText } from '../filters/rangeChip.js';
import { InForceList } from '../filters/inForceList.js';
import { withoutFilters } from '../filters/filterBar.js';
import { useFormat } from '../format/useFormat.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { FILTERS } from '../url/filters.js';
import type { RangeName } from '../url/range.js';

interface EmptyCallsProps {
  readonly range: RangeName;
  readonly asOf: string;
}

/** Why there is nothing to see: the range, the filters, what the key may see, up to when; and what may help. */
export const EmptyCalls = ({ range, asOf }: EmptyCallsProps) => {
  const { empty, ranges, asOf: asOfText } = useTexts().frame;
  const { query, beside, change } = useAddress();
  const { projects, sources } = useSession();
  const { dateTime } = useFormat();
  const isFiltered = beside.contactNumber !== undefined || FILTERS.some((name) => query[name] !== undefined);
  const show = (name: RangeName): void => change({ range: [name], from: [], to: [], cursor: [] });
  return (
    <div class="panel stack empty">
      <h2>{empty.title}</h2>
      <InForceList />
      <p>
        {empty.range(useRangeText(range))} {(projects !== null || sources !== null) && empty.limited}
      </p>
      <p class="muted">{asOfText(dateTime(asOf))}</p>
      <p class="row">
        {isFiltered && <button onClick={() => change(withoutFilters, { beside: {} })}>{empty.clear}</button>}
        <button onClick={() => show('last30Days')}>{empty.last30Days}</button>
        <button onClick={() => show('all')}>{ranges.all}</button>
      </p>
    </div>
  );
};
