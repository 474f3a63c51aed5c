import type { Position } from './eventLog.js';

/**
 * building: being made beside the live one. ready: caught up and compared, follows on until it is switched to. live: what is read.
 * kept: was live once, stands still for a rollback. failed: its build cannot go on by itself, `troubles` say why; it can be resumed.
 * dropped: nothing of it is left but this entry.
 */
export type GenerationState = 'building' | 'ready' | 'live' | 'kept' | 'failed' | 'dropped';

/**
 * The position that a build has to reach before its next step. It is stored with the build, so that after a crash any worker goes on with
 * the same step (docs/projection.md#rebuilds).
 */
export interface BuildGoal {
  /**
   * The step that follows once the position is reached. setGoal: the head of the log is read once more and becomes the next goal, because
   * the log has grown while the build read all of it. repair: poisoned streams are tried once more. compare: the build is compared with
   * the live generation and becomes ready. switch: the build becomes live.
   */
  readonly before: 'setGoal' | 'repair' | 'compare' | 'switch';
  /** Number of the generation that was live when the goal was set. Once another one is live, the goal no longer counts. */
  readonly live: number;
  /** Position that every partition of the build has to reach; null: any. */
  readonly position: Position | null;
}

/** Readers of changes who have a position from before a switch go on from `position` at most (docs/decisions/0034-the-order-of-changes.md). */
export interface FeedSwitch {
  /** When the generation became live, ISO 8601 UTC. */
  readonly at: string;
  /** Up to where it had handled the log when its readers were carried over. */
  readonly position: Position;
}

/** What the change feed has to know of the switches of a projection. The live generation has it; with a switch the next one takes it over. */
export interface FeedState {
  /** Number of the generation whose readers have yet to be carried over to the live one, which shows no changes before; null: none. */
  readonly awaiting: number | null;
  /** Those after which readers go on further back than they were, or might be; both values ascend. */
  readonly switches: readonly FeedSwitch[];
}

/** A projection in one version, e.g. `calls` generation 3: its own documents and checkpoints. One generation is live. */
export interface Generation {
  readonly projection: string;
  readonly number: number;
  /** Version of the rules that made its documents (libs/domain/src/rules.ts). */
  readonly rulesVersion: string;
  readonly state: GenerationState;
  /** Identity of the log it was built from. */
  readonly logIdentity: string;
  readonly createdAt: string;
  /** Whether a ready generation becomes live by itself, or waits for a request. */
  readonly switching: 'auto' | 'manual';
  /** Why the build has failed or cannot go on now (a store is away), by the processor that has reported it. `errorOf` has them in one text. */
  readonly troubles: Readonly<Record<string, string>>;
  /** What a build has to reach next. Null for a generation that is no build, and for a build that the process manager has not yet seen. */
  readonly goal: BuildGoal | null;
  /** When it last became live, ISO 8601 UTC; null if it never was. No two switches of a projection have the same time. */
  readonly switchedAt: string | null;
  readonly feed: FeedState;
}

/** Which generation is meant. */
export type GenerationKey = Pick<Generation, 'projection' | 'number'>;

/** What may be changed of a generation that is not live; of a kept one, all but its state. A change of state ends all former troubles. */
export type GenerationChange = Partial<Pick<Generation, 'switching' | 'goal'>> & {
  readonly state?: 'building' | 'ready' | 'failed';
  /** Why a reporter cannot go on, or why the build has failed; a reason of null: the reporter can go on again. */
  readonly trouble?: { readonly reporter: string; readonly reason: string | null };
};

/**
 * Generations of a projection, of which one is live: how one is built beside it, takes its place and is dropped
 * (docs/projection.md#rebuilds). Every method rejects with StoreUnavailable when the store cannot be reached.
 */
export interface Generations {
  /** The live generation of a projection; made (number 1, state live) when there is none. */
  openProjection(projection: string, rulesVersion: string, logIdentity: string): Promise<Generation>;
  /** By number; dropped ones too. */
  generations(projection: string): Promise<readonly Generation[]>;

  /**
   * Makes the next generation, state building. Of several that ask at once, one does.
   * @throws BuildUnderWay one is building, ready or failed already
   */
  startBuild(
    projection: string,
    build: Pick<Generation, 'rulesVersion' | 'logIdentity' | 'switching'>,
  ): Promise<Generation>;

  /**
   * Changes a generation that is still in the state it is believed to be in. A build may lack read indexes, because it is built faster
   * without them; changing it to `ready` creates them and may take minutes.
   * @throws GenerationConflict it is in another state, or live or dropped
   */
  changeGeneration(generation: Generation, change: GenerationChange): Promise<Generation>;

  /**
   * In one step: the live one is kept, this one (ready, or kept before) is live.
   * @param inPlaceOf the one that is believed to be live; without it, whichever is
   * @throws GenerationConflict it is in another state, or another one is live
   */
  switchTo(generation: Generation, inPlaceOf?: Pick<Generation, 'number'>): Promise<Generation>;

  /**
   * The readers of changes have been carried over to the live generation, which had handled the log up to `position` when that began.
   * @throws GenerationConflict it is not live any more, or they had been carried over before
   */
  finishSwitch(live: Generation, position: Position): Promise<Generation>;

  /**
   * Removes a generation's documents, differences and checkpoints. Its entry stays, and says `dropped` before anything is removed. What its
   * comparison has counted stays, too. After a crash the request is repeated, whatever state is believed, and removes what was left.
   * Afterwards writes and document reads throw GenerationConflict; checkpoint and poison queries return nothing.
   * @throws GenerationConflict it is live, or its state has changed, or its readers of changes have yet to be carried over (completeSwitch)
   */
  dropGeneration(generation: Generation): Promise<void>;
}
