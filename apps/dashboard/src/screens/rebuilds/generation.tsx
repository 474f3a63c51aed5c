import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';
import { useActionLabel } from './actionDialog.js';
import { actionsOf, type Action } from './actions.js';
import { Difference } from './difference.js';
import { Progress } from './progress.js';

type Projection = Schemas['Projection'];

export const useLagText = (): ((lag: Schemas['Lag']) => string) => {
  const texts = useTexts().rebuilds;
  const format = useFormat();
  return ({ events, seconds }) => {
    if (events === null) return texts.lagUnknown;
    if (events === 0) return texts.caughtUp;
    const waiting = texts.waiting(events);
    return seconds === null ? waiting : `${waiting}, ${texts.behind(format.span(seconds))}`;
  };
};

const Partitions = ({ partitions }: Pick<Projection, 'partitions'>) => {
  const texts = useTexts().rebuilds;
  const lagText = useLagText();
  return (
    <ul class="partitions">
      {partitions.map(({ consumer, lag }) => (
        <li key={consumer}>
          {lagText(lag)} <code class="muted small">{consumer}</code>
        </li>
      ))}
      {partitions.length === 0 && <li>{texts.noPartitions}</li>}
    </ul>
  );
};

const Facts = ({ generation }: { generation: Projection }) => {
  const texts = useTexts().rebuilds;
  const format = useFormat();
  const lagText = useLagText();
  const { query } = useAddress();
  const { rulesVersion, createdAt, switchedAt, lag, rate, partitions, poisonedStreams } = generation;
  const rows: readonly (readonly [name: string, value: ComponentChildren, technical?: string])[] = [
    [texts.rules, rulesVersion],
    [texts.begun, format.dateTime(createdAt)],
    [texts.wentLive, switchedAt === null ? '—' : format.dateTime(switchedAt)],
    [texts.lag, lagText(lag), 'lag'],
    [texts.rate, rate === null ? '—' : texts.perSecond(format.number(Math.round(rate)))],
    [texts.partitions, <Partitions partitions={partitions} />, 'partitions'],
    [
      texts.poisoned,
      poisonedStreams === 0 ? (
        '0'
      ) : (
        <Link href={`/quality${writeQuery({ tz: query.tz ?? [] })}`}>{format.number(poisonedStreams)}</Link>
      ),
      'poisoned streams',
    ],
  ];
  return (
    <dl class="generationFacts">
      {rows.map(([name, value, also]) => (
        <div key={name}>
          <dt>
            {name} {also && <code>{also}</code>}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

interface GenerationProps {
  readonly generation: Projection;
  /** How far a build has come, which only administrators are told. */
  readonly rebuild: Schemas['Rebuild'] | undefined;
  readonly onAsk: (action: Action) => void;
}

/** One generation of the read model: its state, how far it has come, what it would change. */
export const Generation = ({ generation, rebuild, onAsk }: GenerationProps) => {
  const texts = useTexts().rebuilds;
  const { role } = useSession();
  const labelOf = useActionLabel();
  const { name, state, error } = generation;
  return (
    <section class="panel stack generation" aria-labelledby={name}>
      <header class="row">
        <h2 id={name}>{name}</h2>
        <span class={`tag ${state}`}>{texts.state[state]}</span>
        {role === 'admin' && (
          <span class="row actions">
            {actionsOf(generation).map((action) => (
              <button key={action.kind} onClick={() => onAsk(action)}>
                {labelOf(action)}
              </button>
            ))}
          </span>
        )}
      </header>
      <p class="muted small">{texts.stateMeans[state]}</p>
      {error !== null && <p class="warning">{error}</p>}
      {state === 'building' && <Progress generation={generation} rebuild={rebuild} />}
      <Facts generation={generation} />
      {state !== 'building' && <Difference generation={generation} />}
    </section>
  );
};
