import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { pageOf } from '../../url/pageOf.js';
import { Section } from './section.js';

/** How long after a call's last event its last delivery came. */
export const Lateness = ({ lateness }: { lateness: Schemas['Lateness'] }) => {
  const texts = useTexts().quality.lateness;
  const format = useFormat();
  const { query } = useAddress();
  const rows = [
    [texts.p50, lateness.p50Seconds],
    [texts.p95, lateness.p95Seconds],
    [texts.max, lateness.maxSeconds],
  ] as const;
  return (
    <Section title={texts.title} definition={texts.definition}>
      {lateness.maxSeconds === null ? (
        <p class="muted">{texts.imported}</p>
      ) : (
        <dl class="pairs">
          {rows.map(([name, seconds]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{seconds === null ? '—' : format.span(seconds)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>
        <Link href={pageOf(lateness.href, query.tz ?? [])}>{texts.late}</Link>
      </p>
    </Section>
  );
};
