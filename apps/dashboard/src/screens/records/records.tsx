import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { Link } from 'wouter-preact';
import { api, dataOf, type Schemas } from '../../api/client.js';
import { ProblemError } from '../../api/problem.js';
import { ListChip } from '../../filters/listChip.js';
import { RadioChip } from '../../filters/otherChips.js';
import { RangeChip, useRangeText } from '../../filters/rangeChip.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { CopyLink } from '../../parts/copyLink.js';
import { Page } from '../../parts/page.js';
import { Pages } from '../../parts/pages.js';
import { pageSize } from '../../settings/pageSize.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress, useCallsQuery } from '../../url/address.js';
import { firstOf, writeQuery } from '../../url/search.js';
import '../../filters/filters.css';

const RANGE = 'last30Days';

const NOTHING: ReadonlyMap<string, string> = new Map();

const Filters = ({ error }: { error: unknown }) => {
  const texts = useTexts().frame;
  const errors = error instanceof ProblemError ? error.fields : NOTHING;
  return (
    <div class="filterBar" role="group" aria-label={texts.filters}>
      <RangeChip fallback={RANGE} errors={errors} />
      <ListChip name="campaign" range={RANGE} error={errors.get('campaign')} />
      <ListChip name="project" range={RANGE} error={errors.get('project')} />
      <RadioChip name="reached" errors={errors} />
    </div>
  );
};

const RecordTable = ({ records }: { records: readonly Schemas['Record'][] }) => {
  const texts = useTexts();
  const { column, reachedShort, no, table } = texts.records;
  const format = useFormat();
  const search = writeQuery({ tz: useAddress().query.tz ?? [] });
  return (
    <table class="stacked">
      <caption class="visuallyHidden">{table}</caption>
      <thead>
        <tr>
          {Object.entries(column).map(([name, title]) => (
            <th key={name} scope="col" class={name === 'attempts' ? 'number' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {records.map(({ id, attempts, campaign, project, attemptsUntilReached, platformState }) => (
          <tr key={id}>
            <td data-name={column.record}>
              <Link href={`/records/${encodeURIComponent(id)}${search}`}>{id}</Link>
            </td>
            <td data-name={column.first}>{attempts[0] && format.dateTime(attempts[0].startedAt)}</td>
            <td data-name={column.campaign}>{campaign?.name ?? campaign?.id ?? '—'}</td>
            <td data-name={column.project}>{project?.name ?? project?.id ?? '—'}</td>
            <td data-name={column.attempts} class="number">
              {attempts.length}
            </td>
            <td data-name={column.reached}>
              {attemptsUntilReached === null ? no : reachedShort(attemptsUntilReached)}
            </td>
            <td data-name={column.last}>{texts.values.outcome[attempts.at(-1)?.outcome ?? 'none']}</td>
            <td data-name={column.state}>{platformState ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
  const { pages } = useTexts().frame;
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
    <Page title={pages.records} actions={<CopyLink bounds={{ ...(from && { from }), ...(to && { to }) }} />}>
      <Filters error={records.error} />
      <Answer query={records} lines={12}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <NoRecords />
          ) : (
            <>
              <div class="panel list">
                <RecordTable records={items} />
              </div>
              <Pages nextCursor={nextCursor} />
            </>
          )
        }
      </Answer>
    </Page>
  );
};

export default Records;
