import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { Link } from 'wouter-preact';
import { api, dataOf } from '../../api/client.js';
import { FilterBar } from '../../filters/filterBar.js';
import { Answer } from '../../parts/answer.js';
import { CopyLink } from '../../parts/copyLink.js';
import { EmptyCalls } from '../../parts/emptyCalls.js';
import { Page } from '../../parts/page.js';
import { Pages } from '../../parts/pages.js';
import { Skeleton } from '../../parts/skeleton.js';
import { pageSize } from '../../settings/pageSize.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress, useCallsQuery } from '../../url/address.js';
import { filtersIn } from '../../url/filters.js';
import { firstOf, writeQuery } from '../../url/search.js';
import { CallCount } from './callCount.js';
import { CallTable, Legend } from './callTable.js';
import { ColumnChoice } from './columnChoice.js';
import { Refresh } from './refresh.js';
import './calls.css';

const RANGE = 'today';

/** Links to other pages about the same calls: their range is written out, since those pages have usual ones of their own. */
const OfThese = () => {
  const texts = useTexts().calls;
  const { query, beside } = useAddress();
  const { from = [], to = [], tz = [] } = query;
  const range = from.length + to.length > 0 ? [] : (query.range ?? [RANGE]);
  const search = writeQuery({ ...filtersIn(query), range, from, to, tz });
  return (
    <>
      <Link class="button" href={`/stats${search}`} state={beside}>
        {texts.statistics}
      </Link>
      <Link class="button" href={`/exports${search}`} state={beside}>
        {texts.export}
      </Link>
    </>
  );
};

const Calls = () => {
  const { pages } = useTexts().frame;
  const { query } = useAddress();
  const filters = useCallsQuery(RANGE);
  const limit = Number(pageSize.use());
  const [cursor, sort] = [firstOf(query, 'cursor'), firstOf(query, 'sort')];
  const page = { ...filters, limit, ...(cursor && { cursor }), ...(sort && { sort: sort as 'startedAt' }) };
  const calls = useQuery({
    queryKey: ['calls', page],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/calls', { params: { query: page }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={pages.calls}
      actions={
        <>
          <OfThese />
          <CopyLink bounds={filters} />
        </>
      }
    >
      <FilterBar range={RANGE} error={calls.error} />
      <div class="row listHead">
        <CallCount filters={filters} />
        <Refresh />
        <ColumnChoice />
      </div>
      <Answer query={calls} lines={12}>
        {({ items, nextCursor, asOf }) =>
          items.length === 0 && calls.isPlaceholderData ? (
            <Skeleton lines={12} />
          ) : items.length === 0 ? (
            <EmptyCalls range={RANGE} asOf={asOf} />
          ) : (
            <>
              <div class="panel list">
                <CallTable calls={items} />
              </div>
              <Legend calls={items} />
              <Pages nextCursor={nextCursor} />
            </>
          )
        }
      </Answer>
    </Page>
  );
};

export default Calls;
