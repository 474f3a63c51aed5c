import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { Commands } from './commands.js';
import { Section } from './section.js';

type Report = Schemas['QualityReport'];

const QuarantineTable = ({ items }: { items: NonNullable<Report['quarantine']>['items'] }) => {
  const texts = useTexts();
  const format = useFormat();
  const { title, refused, replayed } = texts.quality.quarantine;
  return (
    <div class="scroll">
      <table>
        <caption class="visuallyHidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.quality.dayUtc}</th>
            <th scope="col">{texts.values.filter.source}</th>
            <th scope="col" class="number">
              {refused}
            </th>
            <th scope="col" class="number">
              {replayed}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.day} ${item.source}`}>
              <th scope="row">{format.day(item.day)}</th>
              <td>{item.source}</td>
              <td class="number">{format.number(item.refused)}</td>
              <td class="number">{format.number(item.replayed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** Deliveries that were refused and kept, with the command that shows them. */
export const Quarantine = ({ quarantine }: { quarantine: Report['quarantine'] }) => {
  const { quality } = useTexts();
  const { title, definition, none } = quality.quarantine;
  if (quarantine === null) return <Section {...{ title, definition }}>{null}</Section>;
  const sources = [...new Set(quarantine.items.map(({ source }) => source))];
  return (
    <Section {...{ title, definition }}>
      {quarantine.items.length === 0 ? <p>{none}</p> : <QuarantineTable items={quarantine.items} />}
      <Commands lines={sources.map((source) => `npm run cli -- quarantine list ${source}`)} />
    </Section>
  );
};

type Delivery = NonNullable<Report['deliveries']>['items'][number];

const countsByName = (items: readonly Delivery[]): readonly (readonly [string | null, number])[] => {
  const counts = new Map<string | null, number>();
  for (const { name, count } of items) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].sort(([, one], [, other]) => other - one);
};

/** Deliveries that belong to no call, by the name that the platform gives them. */
export const Deliveries = ({ deliveries }: { deliveries: Report['deliveries'] }) => {
  const { quality } = useTexts();
  const format = useFormat();
  const { title, definition, none, name, nameless } = quality.deliveries;
  if (deliveries === null) return <Section {...{ title, definition }}>{null}</Section>;
  const counts = countsByName(deliveries.items);
  if (counts.length === 0) return <Section {...{ title, definition }}>{none}</Section>;
  return (
    <Section {...{ title, definition }}>
      <div class="scroll">
        <table>
          <caption class="visuallyHidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{name}</th>
              <th scope="col" class="number">
                {quality.count}
              </th>
            </tr>
          </thead>
          <tbody>
            {counts.map(([event, count]) => (
              <tr key={event}>
                <th scope="row">{event === null ? nameless : <code>{event}</code>}</th>
                <td class="number">{format.number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
};
