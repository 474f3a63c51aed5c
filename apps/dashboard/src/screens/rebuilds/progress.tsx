import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';

interface ProgressProps {
  readonly generation: Schemas['Projection'];
  readonly rebuild: Schemas['Rebuild'] | undefined;
}

/** How far a build has come: for administrators of how much, for others what is left. */
export const Progress = ({ generation: { lag, rate }, rebuild }: ProgressProps) => {
  const texts = useTexts().rebuilds;
  const format = useFormat();
  const left = rebuild === undefined ? lag.events : rebuild.progress.of - rebuild.progress.events;
  const perSecond = rebuild?.progress.perSecond ?? rate;
  const eta = rebuild?.progress.etaSeconds ?? (left !== null && perSecond ? left / perSecond : null);
  return (
    <div role="status">
      {rebuild !== undefined && (
        <progress value={rebuild.progress.events} max={Math.max(1, rebuild.progress.of)} aria-label={texts.progress} />
      )}
      <p>
        {[
          rebuild && texts.handled(format.number(rebuild.progress.events), format.number(rebuild.progress.of)),
          left !== null && texts.waiting(left),
          perSecond !== null && texts.perSecond(format.number(Math.round(perSecond))),
          eta !== null && texts.eta(format.span(eta)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  );
};
