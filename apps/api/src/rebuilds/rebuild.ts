import {
  errorOf,
  generationName,
  type ChangeFeed,
  type Checkpoints,
  type Differences,
  type EventLog,
  type Generation,
  type Generations,
} from '#ports';
import { readBuildProgress, readDifference } from '#projections';
import type { Difference } from '#domain';

/** A generation as the admin sees it (docs/rebuilds.md). */
export interface Rebuild {
  /** Name and generation, e.g. `calls.v3`. */
  readonly id: string;
  readonly generation: number;
  readonly state: Generation['state'];
  readonly rulesVersion: string;
  /** Whether it becomes live by itself once it is ready. */
  readonly switch: Generation['switching'];
  readonly createdAt: string;
  /** When it last became live. */
  readonly switchedAt: string | null;
  /** What keeps it from going on: while it is building for the time being, once it has failed until it is resumed. */
  readonly error: string | null;
  readonly progress: RebuildProgress;
  /** Null: it has not been compared. */
  readonly difference: Difference | null;
}

export interface RebuildProgress {
  readonly events: number;
  readonly of: number;
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
}

/** What requests for rebuilds read and change. */
export type RebuildModels = Generations & ChangeFeed & Checkpoints & Differences;

export interface RebuildStores {
  readonly log: EventLog;
  readonly readModels: RebuildModels;
}

const FOLLOWS: readonly Generation['state'][] = ['building', 'ready', 'live'];
const NOTHING: RebuildProgress = { events: 0, of: 0, perSecond: null, etaSeconds: null };

const progressOf = async (stores: RebuildStores, generation: Generation): Promise<RebuildProgress> => {
  if (generation.state === 'dropped') return NOTHING;
  const { events, of, perSecond, etaSeconds } = await readBuildProgress(stores, generation);
  return { events, of, perSecond, etaSeconds: FOLLOWS.includes(generation.state) ? etaSeconds : null };
};

/** @throws StoreUnavailable */
export const showRebuild = async (
  stores: RebuildStores,
  generation: Generation,
  { withSamples } = { withSamples: true },
): Promise<Rebuild> => ({
  id: generationName(generation),
  generation: generation.number,
  state: generation.state,
  rulesVersion: generation.rulesVersion,
  switch: generation.switching,
  createdAt: generation.createdAt,
  switchedAt: generation.switchedAt,
  error: errorOf(generation),
  progress: await progressOf(stores, generation),
  difference: await readDifference(stores.readModels, generation, { withSamples }),
});
