import { liveOf, partitionsOf, positionOf } from '#ports';
import type { BuildGoal, Checkpoint, Generation, Position } from '#ports';
import { isOfLog, type LogState } from '#projections';
import type { Rules } from '#domain';
import { whyWrongLog } from '../runner/checkpoints.js';

/** A build and the generation that it is to replace. */
export interface Build {
  readonly live: Generation;
  readonly next: Generation;
}

/**
 * The build by these rules that can be brought further now: one that is being made, or is ready and is to go live. Null: there
 * is none.
 */
export const findBuild = (generations: readonly Generation[], { version }: Pick<Rules, 'version'>): Build | null => {
  const live = liveOf(generations);
  const next = generations.find(
    ({ state, rulesVersion, switching }) =>
      rulesVersion === version && (state === 'building' || (state === 'ready' && switching === 'auto')),
  );
  return live === undefined || next === undefined ? null : { live, next };
};

/** All that the next step of a build depends on, as it is stored. */
export interface RebuildSituation extends Build {
  readonly log: LogState;
  /** Of the live generation's partitions. */
  readonly liveCheckpoints: readonly Checkpoint[];
  /** Of the build's partitions. */
  readonly nextCheckpoints: readonly Checkpoint[];
  /** Whether there are streams that are poisoned in the build and not in the live generation. */
  readonly isNewlyPoisoned: boolean;
}

export type RebuildStep =
  /** Nothing can be done before the one that is waited for has come further. */
  | { readonly do: 'wait'; readonly for: Generation }
  /** The build has to come as far as this first. */
  | { readonly do: 'setGoal'; readonly goal: BuildGoal }
  /** Poisoned streams are tried once more; if some stay poisoned the build fails, else it goes on to this goal. */
  | { readonly do: 'repair'; readonly thenGoal: BuildGoal }
  /** Both generations are compared; the build is ready then. */
  | { readonly do: 'compare' }
  /** The build becomes the live generation. */
  | { readonly do: 'switch' }
  /** The build can never be finished. */
  | { readonly do: 'fail'; readonly error: string };

const hasReached = (position: Position | null, goal: Position | null): boolean =>
  position !== null && (goal === null || position >= goal);

/**
 * The next step of a build, decided from what is stored alone, so that any worker can go on after a crash
 * (docs/projection.md#rebuilds): the build comes to the log's end as that was when it was first seen, and then to the end as it is by
 * then, a moment later. Its poisoned streams are repaired, it is compared, and becomes live once it has come as far as the live one was.
 */
export const decideRebuild = (situation: RebuildSituation): RebuildStep => {
  const { live, next, log, liveCheckpoints, nextCheckpoints, isNewlyPoisoned } = situation;
  for (const checkpoint of partitionsOf(nextCheckpoints)) {
    const error = whyWrongLog(checkpoint, log);
    if (error !== null) return { do: 'fail', error };
  }
  const { goal } = next;
  const goalAtHead = (before: BuildGoal['before']): RebuildStep => ({
    do: 'setGoal',
    goal: { before, live: live.number, position: log.head },
  });
  // a goal set against a generation that is no longer live is void
  if (goal === null || goal.live !== live.number) return goalAtHead('setGoal');
  if (!hasReached(positionOf(nextCheckpoints), goal.position)) return { do: 'wait', for: next };
  switch (goal.before) {
    case 'setGoal':
      return goalAtHead('repair');
    case 'repair': {
      // by the same rules the live one fails of the same streams, perhaps a moment later than the build
      const mayFailLater = isNewlyPoisoned && live.rulesVersion === next.rulesVersion && isOfLog(live, next);
      if (mayFailLater && !hasReached(positionOf(liveCheckpoints), goal.position)) return { do: 'wait', for: live };
      return { do: 'repair', thenGoal: { ...goal, before: 'compare' } };
    }
    case 'compare':
      return isNewlyPoisoned ? goalAtHead('repair') : { do: 'compare' };
    case 'switch':
      return { do: 'switch' };
  }
};
