import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import type { Call } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { glossed, useTexts } from '../../texts/texts.js';

/** What there is to know of the call beside its course; what is not known is left out. */
export const Facts = ({ call, search }: { call: Call; search: string }) => {
  const texts = useTexts();
  const { filter, kind, direction, dialingMethod, closeCause } = texts.values;
  const { fact } = texts.call;
  const format = useFormat();
  const causes = call.closeCauses.map((cause) => (cause === null ? '—' : glossed(cause, closeCause))).join(', ');
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    [fact.start, format.dateTime(call.startedAt)],
    [fact.end, call.endedAt && format.dateTime(call.endedAt)],
    [filter.consultant, call.consultant && [call.consultant.name, call.consultant.username].filter(Boolean).join(', ')],
    [texts.calls.column.contact, call.contact && [call.contact.name, call.contact.number].filter(Boolean).join(', ')],
    [filter.campaign, call.campaign?.name ?? call.campaign?.id],
    [filter.project, call.project?.name ?? call.project?.id],
    [filter.kind, kind[call.kind]],
    [filter.direction, call.direction && glossed(call.direction, direction)],
    [filter.dialingMethod, call.dialingMethod && glossed(call.dialingMethod, dialingMethod)],
    [fact.closeCauses, causes],
    [filter.source, call.source],
    [
      fact.record,
      call.recordId && <Link href={`/records/${encodeURIComponent(call.recordId)}${search}`}>{call.recordId}</Link>,
    ],
    [fact.id, <code key="id">{call.id}</code>],
  ];
  return (
    <section class="panel stack" aria-labelledby="facts">
      <h2 id="facts">{texts.call.facts}</h2>
      <dl class="facts">
        {rows.map(
          ([name, value]) =>
            value != null &&
            value !== '' && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
};
