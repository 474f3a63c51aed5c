import { errorOf, type Generation } from '#ports';
import type { BuildProgress } from '#projections';

/** After so long without a step it is shown what is waited for. */
export const STILL_MILLISECONDS = 15_000;

/** Whether it has handled the log: what follows is the comparison. */
export const isComplete = ({ events, of }: Pick<BuildProgress, 'events' | 'of'>): boolean => events >= of && of > 0;

/** What a build is at, in a few words. `stillFor`: how many milliseconds ago it was last seen to move. */
export const phaseOf = (
  build: Pick<Generation, 'troubles'>,
  progress: Pick<BuildProgress, 'events' | 'of' | 'waitsFor'>,
  stillFor: number,
): string => {
  const error = errorOf(build);
  if (error !== null) return `held up (${error})`;
  if (isComplete(progress)) return 'comparing';
  const { waitsFor } = progress;
  if (stillFor < STILL_MILLISECONDS || waitsFor.length === 0) return 'building';
  return `building (nothing moves: is a projector of ${waitsFor.join(', ')} running?)`;
};
