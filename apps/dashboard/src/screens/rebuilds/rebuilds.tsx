import { useQuery } from '@tanstack/preact-query';
import { useEffect, useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../../api/client.js';
import { useProjections } from '../../api/projections.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';
import { ActionDialog, useActionLabel } from './actionDialog.js';
import { lastKept, type Action } from './actions.js';
import { Generation, useLagText } from './generation.js';
import './rebuilds.css';

type Projection = Schemas['Projection'];

const SLOW_MILLIS = 10_000;
const FAST_MILLIS = 2000;

const isUnderWay = ({ state }: Projection): boolean => state === 'building';

/** The generations, asked for more often while one is being built. */
const useGenerations = () => {
  const [everyMillis, setEveryMillis] = useState(SLOW_MILLIS);
  const query = useProjections(everyMillis);
  const isBuilding = query.data?.items.some(isUnderWay) ?? false;
  useEffect(() => setEveryMillis(isBuilding ? FAST_MILLIS : SLOW_MILLIS), [isBuilding]);
  return { query, everyMillis };
};

/** How far builds have come: only administrators may ask. */
const useRebuilds = (everyMillis: number): readonly Schemas['Rebuild'][] => {
  const { role } = useSession();
  const { data } = useQuery({
    queryKey: ['rebuilds'],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/admin/projections/{projection}/rebuilds', { params: { path: { projection: 'calls' } }, signal }),
      ),
    refetchInterval: everyMillis,
    enabled: role === 'admin',
  });
  return data?.items ?? [];
};

const Actions = ({ generations, onAsk }: { generations: readonly Projection[]; onAsk: (action: Action) => void }) => {
  const labelOf = useActionLabel();
  const kept = lastKept(generations);
  const rollBack: Action | null = kept === undefined ? null : { kind: 'rollBack', generation: kept };
  const start: Action = { kind: 'start' };
  return (
    <>
      {rollBack !== null && <button onClick={() => onAsk(rollBack)}>{labelOf(rollBack)}</button>}
      <button disabled={generations.some(isUnderWay)} onClick={() => onAsk(start)}>
        {labelOf(start)}
      </button>
    </>
  );
};

const Linker = ({ linker, asOf }: Pick<Schemas['ProjectionList'], 'linker' | 'asOf'>) => {
  const texts = useTexts();
  const format = useFormat();
  const lagText = useLagText();
  return (
    <p class="muted">
      {texts.rebuilds.linker} <code class="small">linker</code>: {lagText(linker.lag)}
      {asOf !== null && ` · ${texts.frame.asOf(format.time(asOf))}`}
    </p>
  );
};

const Rebuilds = () => {
  const texts = useTexts().rebuilds;
  const { role } = useSession();
  const { query, everyMillis } = useGenerations();
  const rebuilds = useRebuilds(everyMillis);
  const [asked, setAsked] = useState<Action | null>(null);
  const isAdmin = role === 'admin' && query.data !== undefined;
  return (
    <Page
      title={texts.title}
      {...(isAdmin && { actions: <Actions generations={query.data.items} onAsk={setAsked} /> })}
    >
      <p class="lead">{texts.definition}</p>
      <Answer query={query} lines={8}>
        {({ items, linker, asOf }) => (
          <div class="stack">
            <Linker linker={linker} asOf={asOf} />
            {[...items].reverse().map((generation) => (
              <Generation
                key={generation.name}
                generation={generation}
                rebuild={rebuilds.find(({ id }) => id === generation.name)}
                onAsk={setAsked}
              />
            ))}
          </div>
        )}
      </Answer>
      {asked !== null && <ActionDialog action={asked} onClose={() => setAsked(null)} />}
    </Page>
  );
};

export default Rebuilds;
