import type { CallFilter, Consultant, ConsultantKey, Named, NamedDimension } from '#domain';
import type { Generation } from './generations.js';

export interface NamesQuery {
  readonly dimension: NamedDimension;
  /** Campaigns and projects by id, without a username; consultants by id, those without an id by username. */
  readonly keys: readonly ConsultantKey[];
  /** Which calls whoever asks may see: the names are taken from these alone. */
  readonly filter: CallFilter;
}

/** How campaigns, projects and consultants are called. */
export interface LatestNames {
  /**
   * For each key what the newest of its calls that has a name says, among the newest MOST_NAMELESS; where none of these has a name, what
   * the newest says; null where no call matches.
   * @throws StoreUnavailable the store cannot be reached
   * @throws GenerationConflict the generation has been dropped
   */
  latestNames(generation: Generation, query: NamesQuery): Promise<readonly (Named | Consultant | null)[]>;
}

const MOST_NAMELESS = 500;

/** How many of the newest calls are read, one look after the other, until one has a name: the newest nearly always has it. */
export const NAME_LOOKS = [1, MOST_NAMELESS] as const;

/** Of the newest calls' campaigns, projects or consultants, newest first, the one that is shown. */
export const shownName = <Thing extends Named>(newest: readonly (Thing | null)[]): Thing | null =>
  newest.find((thing) => thing !== null && thing.name !== null) ?? newest[0] ?? null;
