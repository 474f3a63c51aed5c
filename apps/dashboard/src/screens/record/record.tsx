import { useQuery } from '@tanstack/preact-query';
import { Link } from 'wouter-preact';
import { api, dataOf, type Call, type Schemas } from '../../api/client.js';
import { ProblemError } from '../../api/problem.js';
import { useFormat } from '../../format/useFormat.js';
import { LaneAxis, LanePatterns, LaneRow } from '../../lanes/laneChart.js';
import { lanesOf } from '../../lanes/lanes.js';
import { scaleOf } from '../../lanes/scale.js';
import { Answer } from '../../parts/answer.js';
import { Page } from '../../parts/page.js';
import { moveInChart } from '../../parts/roving.js';
import { useNow } from '../../parts/useNow.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';
import { hangupWords } from '../../words/hangupWords.js';
import { legName } from '../../words/legName.js';
import './record.css';

/** Milliseconds from an attempt's start to its end, or until now. */
const lengthOf = ({ startedAt, endedAt }: Call, now: number): number =>
  (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt);

/** Seconds between the end of one attempt and the start of the next; null where the former is open. */
const gapBefore = (former: Call | undefined, { startedAt }: Call): number | null =>
  former?.endedAt == null ? null : Math.max(0, (Date.parse(startedAt) - Date.parse(former.endedAt)) / 1000);

interface AttemptProps {
  readonly call: Call;
  readonly number: number;
  readonly former: Call | undefined;
  readonly longest: number;
  readonly now: number;
  readonly search: string;
}

const Attempt = ({ call, number, former, longest, now, search }: AttemptProps) => {
  const texts = useTexts();
  const format = useFormat();
  const start = Date.parse(call.startedAt);
  const scale = scaleOf(start, start + longest);
  const href = `/calls/${call.id}${search}`;
  const gap = gapBefore(former, call);
  return (
    <li>
      {gap !== null && <p class="gap muted small">{texts.records.later(format.span(gap))}</p>}
      <p class="row">
        <Link href={href}>
          {texts.records.attempt(number)}, {format.dateTime(call.startedAt)}
        </Link>
        <strong>{texts.values.outcome[call.outcome ?? 'none']}</strong>
        <span class="muted">
          {texts.calls.column.hangup}: {hangupWords(call, texts)}
        </span>
      </p>
      <div class="laneGrid">
        {lanesOf(call, []).map((lane, index) => [
          <div key={`name ${lane.leg.dialogUuid}`} class="name small">
            {legName(lane.leg, texts)}
          </div>,
          <LaneRow
            key={lane.leg.dialogUuid}
            {...{ lane, scale, now }}
            name={`${texts.records.attempt(number)}, ${legName(lane.leg, texts)}`}
            isFirst={number === 1 && index === 0}
            hrefOf={() => href}
          />,
        ])}
      </div>
    </li>
  );
};

const Attempts = ({ attempts, search }: { attempts: readonly Call[]; search: string }) => {
  const texts = useTexts().records;
  const now = useNow(attempts.some(({ status }) => status === 'open') ? 1000 : null);
  const longest = Math.max(1000, ...attempts.map((call) => (call.status === 'stale' ? 0 : lengthOf(call, now))));
  return (
    <section class="panel stack" aria-labelledby="attempts">
      <h2 id="attempts">{texts.attempts}</h2>
      <p class="muted small">{texts.hint}</p>
      <LanePatterns />
      <div class="laneGrid">
        <span class="axisName" />
        <LaneAxis scale={scaleOf(0, longest)} withoutClock />
      </div>
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions -- arrows move between the links inside */}
      <div role="group" aria-label={texts.attempts} onKeyDown={moveInChart}>
        <ol class="attempts">
          {attempts.map((call, index) => (
            <Attempt
              key={call.id}
              {...{ call, longest, now, search }}
              number={index + 1}
              former={attempts[index - 1]}
            />
          ))}
        </ol>
      </div>
    </section>
  );
};

const Summary = ({ record }: { record: Schemas['Record'] }) => {
  const texts = useTexts().records;
  const format = useFormat();
  const { attempts, attemptsUntilReached, platformState, closedAt, campaign, project } = record;
  return (
    <section class="panel stack summary">
      <p class="sentence">
        <strong>
          {attemptsUntilReached === null
            ? texts.notReached(attempts.length)
            : texts.reachedAt(attemptsUntilReached, attempts.length)}
        </strong>{' '}
        {platformState !== null && texts.state(platformState)}{' '}
        {closedAt !== null && texts.closed(format.dateTime(closedAt))}
      </p>
      <p class="muted">{[campaign?.name, project?.name].filter(Boolean).join(' · ')}</p>
    </section>
  );
};

const RecordScreen = ({ id }: { id: string }) => {
  const texts = useTexts().records;
  const { query } = useAddress();
  const search = writeQuery({ tz: query.tz ?? [] });
  const record = useQuery({
    queryKey: ['record', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/records/{recordId}', { params: { path: { recordId: id } }, signal })),
  });
  if (record.error instanceof ProblemError && record.error.status === 404) {
    return (
      <Page title={texts.unknown.title}>
        <p>{texts.unknown.detail}</p>
      </Page>
    );
  }
  return (
    <Page title={texts.recordTitle(id)}>
      <Answer query={record}>
        {(shown) => (
          <div class="stack">
            <Summary record={shown} />
            <Attempts attempts={shown.attempts} search={search} />
          </div>
        )}
      </Answer>
    </Page>
  );
};

export default RecordScreen;
