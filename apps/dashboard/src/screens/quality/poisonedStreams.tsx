import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { pageOf } from '../../url/pageOf.js';
import { Section } from './section.js';

type Poisoned = Schemas['QualityReport']['poisonedStreams'];

/** Streams whose events cannot be made into calls: their calls stay as they were. */
export const PoisonedStreams = ({ poisoned }: { poisoned: Poisoned }) => {
  const { title, definition, none, stays } = useTexts().quality.poisoned;
  const format = useFormat();
  const { query } = useAddress();
  if (poisoned === null) return <Section {...{ title, definition }}>{null}</Section>;
  if (poisoned.count === 0)
    return (
      <Section {...{ title, definition }}>
        <p>{none}</p>
      </Section>
    );
  return (
    <Section {...{ title, definition }}>
      <p class="figure">{format.number(poisoned.count)}</p>
      <ul class="stack">
        {poisoned.items.map(({ stream, revision, at, message, href }) => (
          <li key={stream}>
            <code>
              {stream}@{revision}
            </code>
            , {format.dateTime(at)} {href !== null && <Link href={pageOf(href, query.tz ?? [])}>{stays}</Link>}
            {message !== null && <pre>{message}</pre>}
          </li>
        ))}
      </ul>
    </Section>
  );
};
