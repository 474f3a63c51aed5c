import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { api, dataOf } from '../../api/client.js';
import { ProblemError } from '../../api/problem.js';
import { ListChip } from '../../filters/listChip.js';
import { RadioChip } from '../../filters/otherChips.js';
import { RangeChip, useRangeText } from '../../filters/rangeChip.js';
import { Answer } from '../../parts/answer.js';
import { CopyLink } from '../../parts/copyLink.js';
import { Page } from '../../parts/page.js';
import { Pages } from '../../parts/pages.js';
import { pageSize } from '../../settings/pageSize.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress, useCallsQuery } from '../../url/address.js';
import { firstOf } from '../../url/search.js';
import { RecordTable } from './recordTable.js';
import '../../filters/filters.css';

const RANGE = 'last30Days';

const NOTHING: ReadonlyMap<string, string> = new Map();

const Filters = ({ error }: { error: unknown }) => {
  const texts = useTexts().frame;
  const errors = error instanceof ProblemError ? error.fields : NOTHING;
  return (
    <div class="filterBar" role="group" aria-label={texts.filters}>
      <div class="chips">
        <RangeChip fallback={RANGE} errors={errors} />
        <ListChip name="campaign" range={RANGE} error={errors.get('campaign')} />
        <ListChip name="project" range={RANGE} error={errors.get('project')} />
        <RadioChip name="reached" errors={errors} />
      </div>
    </div>
  );
};

const NoRecords = () => {
  const texts = useTexts();
  return (
    <div class="panel stack">
      <h2>{texts.records.empty}</h2>
      <p>{texts.frame.empty.range(useRangeText(RANGE))}</p>
    </div>
  );
};

const Records = () => {
  const texts = useTexts();
  const { query } = useAddress();
  const { from, to, campaign, project, timezone } = useCallsQuery(RANGE);
  const limit = Number(pageSize.use());
  const [reached, cursor] = [firstOf(query, 'reached'), firstOf(query, 'cursor')];
  const page = {
    ...{ limit, ...(timezone && { timezone }), ...(from && { from }), ...(to && { to }) },
    ...{ ...(campaign && { campaign }), ...(project && { project }), ...(cursor && { cursor }) },
    ...(reached !== undefined && { reached: reached as unknown as boolean }), // as written, for the API to refuse
  };
  const records = useQuery({
    queryKey: ['records', page],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/records', { params: { query: page }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={texts.frame.pages.records}
      actions={<CopyLink bounds={{ ...(from && { from }), ...(to && { to }) }} />}
    >
      <Filters error={records.error} />
      <Answer query={records} lines={12}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <NoRecords />
          ) : (
            <div class="stack">
              <p class="muted small">{texts.records.onPage(items.length)}</p>
              <div class="panel list">
                <RecordTable records={items} />
              </div>
              <Pages nextCursor={nextCursor} />
            </div>
          )
        }
      </Answer>
    </Page>
  );
};

export default Records;
