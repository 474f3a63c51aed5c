import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { pageOf } from '../../url/pageOf.js';
import { Commands } from './commands.js';
import { Section } from './section.js';

type AuditAnswer = Schemas['Audit'];

const Differences = ({ differences }: Pick<AuditAnswer, 'differences'>) => {
  const texts = useTexts().quality.audit;
  const { query } = useAddress();
  return (
    <ul>
      {differences.map(({ stream, call, is, fields, href }) => (
        <li key={`${stream} ${call ?? ''}`}>
          {texts.is[is]}:{' '}
          {href === null ? <code>{call ?? stream}</code> : <Link href={pageOf(href, query.tz ?? [])}>{call}</Link>}
          {fields.length > 0 && <span class="muted"> {fields.join(', ')}</span>}
        </li>
      ))}
    </ul>
  );
};

/** The last time that streams were folded again from the log and compared with what is stored. */
export const Audit = ({ audit }: { audit: AuditAnswer | null }) => {
  const texts = useTexts().quality.audit;
  const format = useFormat();
  const { projects, sources } = useSession();
  const { title, definition } = texts;
  if (audit === null && (projects !== null || sources !== null))
    return <Section {...{ title, definition }}>{null}</Section>;
  return (
    <Section {...{ title, definition }}>
      {audit === null ? (
        <p>{texts.never}</p>
      ) : (
        <>
          <p>
            <strong class={audit.differing > 0 ? 'bad' : ''}>
              {audit.differing === 0 ? texts.same : texts.differing(format.number(audit.differing))}
            </strong>{' '}
            {texts.looked(format.number(audit.streams), format.number(audit.calls))}
          </p>
          <Differences differences={audit.differences} />
          <p class="muted small">
            {format.dateTime(audit.endedAt)} · {audit.projection}
          </p>
        </>
      )}
      <Commands lines={['npm run cli -- audit --sample 1000']} />
    </Section>
  );
};
