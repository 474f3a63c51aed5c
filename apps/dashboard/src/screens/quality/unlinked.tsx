import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { pageOf } from '../../url/pageOf.js';
import { CountLink } from './countLink.js';
import { Section } from './section.js';

/** Dialogs that no record and no other dialog claims. */
export const Unlinked = ({ unlinked: { dialogs, oldest } }: { unlinked: Schemas['QualityReport']['unlinked'] }) => {
  const texts = useTexts().quality.unlinked;
  const format = useFormat();
  const { query } = useAddress();
  return (
    <Section title={texts.title} definition={texts.definition}>
      <p class="figure">
        <CountLink counted={dialogs} />
      </p>
      {oldest !== null && (
        <p>
          {texts.oldest} <Link href={pageOf(oldest.href, query.tz ?? [])}>{format.dateTime(oldest.startedAt)}</Link>
        </p>
      )}
    </Section>
  );
};
