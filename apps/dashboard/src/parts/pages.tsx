import { pageSize, PAGE_SIZES, type PageSize } from '../settings/pageSize.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { firstOf } from '../url/search.js';

/** Newer and older pages of a list. The API knows the way to older ones; the way back is kept in the tab's history. */
export const Pages = ({ nextCursor }: { nextCursor: string | null }) => {
  const texts = useTexts().calls;
  const { query, beside, change } = useAddress();
  const cursor = firstOf(query, 'cursor') ?? '';
  const newer = beside.newer ?? [];
  const goTo = (next: string, before: readonly string[]): void => {
    const { contactNumber } = beside;
    change(
      { cursor: next === '' ? [] : [next] },
      { beside: { ...(contactNumber && { contactNumber }), newer: before } },
    );
    document.getElementById('content')?.scrollIntoView();
  };
  return (
    <nav class="row pages" aria-label={texts.pages}>
      {cursor !== '' && newer.length === 0 && <button onClick={() => goTo('', [])}>{texts.first}</button>}
      {newer.length > 0 && <button onClick={() => goTo(newer.at(-1) ?? '', newer.slice(0, -1))}>{texts.newer}</button>}
      {nextCursor !== null && <button onClick={() => goTo(nextCursor, [...newer, cursor])}>{texts.older}</button>}
      <RowsChoice />
    </nav>
  );
};

const RowsChoice = () => {
  const texts = useTexts().calls;
  const { change } = useAddress();
  const rows = pageSize.use();
  const choose = (value: PageSize): void => {
    pageSize.write(value);
    change({ cursor: [] }, { replace: true });
  };
  return (
    <label class="row rows">
      {texts.rows}
      <select value={rows} onChange={({ currentTarget }) => choose(currentTarget.value as PageSize)}>
        {PAGE_SIZES.map((size) => (
          <option key={size}>{size}</option>
        ))}
      </select>
    </label>
  );
};
