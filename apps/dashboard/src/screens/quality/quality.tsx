import { keepPreviousData, useQuery } from '@tanstack/preact-query';
import { api, dataOf, type Schemas } from '../../api/client.js';
import { ProblemError } from '../../api/problem.js';
import { ListChip } from '../../filters/listChip.js';
import { RangeChip } from '../../filters/rangeChip.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { CopyLink } from '../../parts/copyLink.js';
import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';
import { useCallsQuery } from '../../url/address.js';
import { Audit } from './audit.js';
import { DayTable, FlagList } from './dayTable.js';
import { Deliveries, Quarantine } from './deliveries.js';
import { Lateness } from './lateness.js';
import { PoisonedStreams } from './poisonedStreams.js';
import { Unlinked } from './unlinked.js';
import '../../filters/filters.css';
import './quality.css';

const RANGE = 'last7Days';

const Report = ({ report }: { report: Schemas['QualityReport'] }) => {
  const texts = useTexts();
  const format = useFormat();
  return (
    <div class="quality">
      <section class="panel stack wide" aria-labelledby="days">
        <h2 id="days">{texts.quality.days}</h2>
        {report.rows.length === 0 ? <p>{texts.frame.empty.title}</p> : <DayTable report={report} />}
        <FlagList flags={report.totals.flags} />
        <p class="muted small">{texts.frame.asOf(format.time(report.asOf))}</p>
      </section>
      <Unlinked unlinked={report.unlinked} />
      <Lateness lateness={report.totals.lateness} />
      <Quarantine quarantine={report.quarantine} />
      <Deliveries deliveries={report.deliveries} />
      <PoisonedStreams poisoned={report.poisonedStreams} />
      <Audit audit={report.lastAudit} />
    </div>
  );
};

const Quality = () => {
  const texts = useTexts().quality;
  const filters = useCallsQuery(RANGE);
  const { from, to, timezone, source } = filters;
  const query = { ...(from && { from }), ...(to && { to }), ...(timezone && { timezone }), ...(source && { source }) };
  const report = useQuery({
    queryKey: ['quality', query],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/quality', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
  const errors = report.error instanceof ProblemError ? report.error.fields : new Map<string, string>();
  return (
    <Page title={texts.title} actions={<CopyLink bounds={filters} />}>
      <div class="filterBar">
        <div class="chips">
          <RangeChip fallback={RANGE} errors={errors} />
          <ListChip name="source" range={RANGE} error={errors.get('source')} />
        </div>
      </div>
      <Answer query={report} lines={10}>
        {(data) => <Report report={data} />}
      </Answer>
    </Page>
  );
};

export default Quality;
