import { useLayoutEffect } from 'preact/hooks';
import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { useHash } from '../../parts/useHash.js';
import { glossed, useTexts } from '../../texts/texts.js';

interface EventsProps {
  readonly timeline: readonly Schemas['TimelineItem'][];
  readonly legs: readonly Schemas['Leg'][];
}

/** The events in the domain's order: what the sentence and the bars lead to. */
export const Events = ({ timeline, legs }: EventsProps) => {
  const texts = useTexts();
  const words = texts.call.events;
  const format = useFormat();
  const hash = useHash();
  useLayoutEffect(() => {
    if (hash !== '') document.getElementById(hash)?.scrollIntoView({ block: 'center' });
  }, [hash]);
  const roleOf = (dialogUuid: string): string =>
    texts.values.role[legs.find((leg) => leg.dialogUuid === dialogUuid)?.role ?? 'unknown'];
  const delayOf = ({ eventTime, receivedAt }: Schemas['TimelineItem']): string =>
    receivedAt === null ? '—' : format.span(Math.max(0, (Date.parse(receivedAt) - Date.parse(eventTime)) / 1000));
  return (
    <section class="panel stack" aria-labelledby="events">
      <h2 id="events">{words.title}</h2>
      <table class="events stacked">
        <thead>
          <tr>
            <ColumnHeads
              names={[
                words.time,
                texts.call.lanes.leg,
                words.name,
                words.state,
                words.cause,
                words.received,
                words.delay,
              ]}
            />
          </tr>
        </thead>
        <tbody>
          {timeline.map((item) => (
            <tr key={item.id} id={`event-${item.id}`} class={hash === `event-${item.id}` ? 'pointedAt' : undefined}>
              <td data-name={words.time}>{format.time(item.eventTime)}</td>
              <td data-name={texts.call.lanes.leg}>{roleOf(item.dialogUuid)}</td>
              <td data-name={words.name}>
                <div>
                  {item.name === null ? '—' : glossed(item.name, texts.values.event)}
                  {item.body !== undefined && <Body body={item.body} />}
                </div>
              </td>
              <td data-name={words.state}>{item.state && glossed(item.state, texts.values.state)}</td>
              <td data-name={words.cause}>{item.closeCause && glossed(item.closeCause, texts.values.closeCause)}</td>
              <td data-name={words.received}>
                {item.receivedAt === null ? words.imported : format.dateTime(item.receivedAt)}
              </td>
              <td data-name={words.delay}>{delayOf(item)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Body = ({ body }: { body: Record<string, unknown> }) => {
  const words = useTexts().call.events;
  return (
    <details class="small">
      <summary>{words.body}</summary>
      <pre>{JSON.stringify(body, null, 2)}</pre>
    </details>
  );
};
