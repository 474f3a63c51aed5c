import { useQuery } from '@tanstack/preact-query';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { api, dataOf, type Call, type Schemas } from '../../api/client.js';
import { ProblemError } from '../../api/problem.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';
import { Attempts } from './attempts.js';
import { Course } from './course.js';
import { Durations } from './durations.js';
import { Events } from './events.js';
import { Facts } from './facts.js';
import { hangupSentence, outcomeSentence } from './hangupSentence.js';
import { Markup } from './markup.js';
import { ToList, useWayBack } from './toList.js';
import './call.css';

type Timeline = readonly Schemas['TimelineItem'][];

/** A call that may still change is asked for again so often. */
const AGAIN_MILLIS = 5000;

const Summary = ({ call, timeline }: { call: Call; timeline: Timeline | undefined }) => {
  const texts = useTexts();
  const format = useFormat();
  const { settlesAt, final } = call;
  return (
    <section class="panel stack summary">
      <p class="sentence">
        {outcomeSentence(call, texts, format)} <Markup sentence={hangupSentence(call, timeline, texts, format)} />
      </p>
      {!final && settlesAt !== null && <p class="warn">{texts.call.settles(format.time(settlesAt))}</p>}
      {final && <p class="muted">{texts.call.settled}</p>}
    </section>
  );
};

const Quality = ({ flags }: { flags: Call['quality'] }) => {
  const texts = useTexts();
  if (flags.length === 0) return null;
  return (
    <section class="panel stack" aria-labelledby="quality">
      <h2 id="quality">{texts.call.quality}</h2>
      <ul>
        {flags.map((flag) => (
          <li key={flag}>
            {texts.values.quality[flag]} <code class="muted">{flag}</code>
          </li>
        ))}
      </ul>
    </section>
  );
};

const CallScreen = ({ id }: { id: string }) => {
  const texts = useTexts().call;
  const format = useFormat();
  const [, navigate] = useLocation();
  const { query } = useAddress();
  const wayBack = useWayBack();
  const search = writeQuery({ tz: query.tz ?? [] });
  const path = { id };
  const call = useQuery({
    queryKey: ['call', id],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/calls/{id}', { params: { path }, signal })),
    refetchInterval: ({ state }) => (state.data?.final === false ? AGAIN_MILLIS : false),
  });
  const timeline = useQuery({
    queryKey: ['call', id, 'timeline', call.data?.revision.number],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/calls/{id}/timeline', { params: { path }, signal })),
    placeholderData: (previous) => previous,
  });
  const moved = call.data !== undefined && call.data.id !== id ? call.data.id : null;
  useEffect(() => {
    if (moved !== null) navigate(`/calls/${moved}${search}${window.location.hash}`, { replace: true, state: wayBack });
  }, [moved, navigate, search, wayBack]);

  if (call.error instanceof ProblemError && call.error.status === 404) {
    return (
      <Page title={texts.unknown.title} actions={<ToList wayBack={wayBack} search={search} />}>
        <p>{texts.unknown.detail}</p>
      </Page>
    );
  }
  const { data } = call;
  return (
    <Page
      title={data === undefined ? id : texts.title(format.dateTime(data.startedAt))}
      actions={
        <>
          {data && <Attempts call={data} search={search} wayBack={wayBack} />}
          <ToList wayBack={wayBack} search={search} />
        </>
      }
    >
      <Answer query={call}>
        {(shown) => (
          <div class="stack">
            <Summary call={shown} timeline={timeline.data?.items} />
            <Course call={shown} timeline={timeline.data?.items ?? []} />
            <div class="columns">
              <div class="stack">
                <Facts call={shown} search={search} />
                <Quality flags={shown.quality} />
              </div>
              <Durations call={shown} />
            </div>
            <Answer query={timeline}>{({ items }) => <Events timeline={items} legs={shown.legs} />}</Answer>
          </div>
        )}
      </Answer>
    </Page>
  );
};

export default CallScreen;
