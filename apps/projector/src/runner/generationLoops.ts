import {
  generationName,
  GenerationConflict,
  liveOf,
  partitionName,
  REBUILD_LEASE,
  type EventLog,
  type Generation,
  type GenerationChange,
  type Partition,
  type ReadModels,
} from '#ports';
import type { Rules } from '#domain';
import type { Progress } from './progress.js';
import { projectPartition } from '../projection/projectPartition.js';
import { DROPS } from '../rebuild/finishDrops.js';
import { isNewer } from '../rebuild/rulesOrder.js';
import { WorkLoop, type LoopLog, type LoopState } from './workLoop.js';

export interface GenerationLoopsParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly now: () => number;
  readonly logger: LoopLog;
  /** Of the live generation only. */
  readonly onProgress: (progress: Progress) => void;
}

const FOLLOWED: readonly Generation['state'][] = ['live', 'building', 'ready'];
const BUILT: readonly Generation['state'][] = ['building', 'ready'];

/**
 * Why a live generation stands still where the program has these rules: only code that has a generation's rules can keep it up
 * (design.md 4), and until there is a switch `asOf` stays where it is. Null: it does not.
 */
export const whyStandingStill = (live: Pick<Generation, 'rulesVersion'>, { version }: Rules): string | null => {
  if (live.rulesVersion === version) return null;
  const remedy = isNewer(live.rulesVersion, version)
    ? '. Start the newer program'
    : ' until a build by the new ones is live';
  return `made by rules ${live.rulesVersion}, and this program has ${version}: it stands still here${remedy}`;
};

const loopName = (generation: Pick<Generation, 'projection' | 'number'>, partition: string): string =>
  `${generationName(generation)} ${partition}`;

/** Whether what is read waits for the loop of this name: for none that works for another generation than the live one. */
export const servesReaders = (name: string, live: Generation | undefined): boolean => {
  if (name === REBUILD_LEASE || name === DROPS) return false;
  const isOfGeneration = /^\w+\.v\d+ /.test(name);
  return !isOfGeneration || live === undefined || name.startsWith(loopName(live, ''));
};

/**
 * The generations this worker keeps up with the log, a loop each over its partition: the live one, and one that is being built, if
 * the program has the rules that made them. What other rules made stands still here.
 */
export class GenerationLoops {
  private readonly loops = new Map<number, WorkLoop>();
  private known: readonly Generation[] = [];
  /** Errors of builds that were told by this worker, by number. */
  private readonly told = new Map<number, string>();
  /** Builds that this worker has worked on. */
  private readonly begun = new Set<number>();

  constructor(private readonly parts: GenerationLoopsParts) {}

  /** Starts and ends loops for what the generations are now. Resolves when those that end have ended. */
  async follow(generations: readonly Generation[]): Promise<void> {
    this.known = generations;
    const followed = generations.filter((generation) => this.isFollowed(generation));
    for (const generation of followed) if (!this.loops.has(generation.number)) this.start(generation);
    const ended = [...this.loops.keys()].filter((number) => !followed.some((one) => one.number === number));
    await Promise.all(ended.map((number) => this.end(number)));
    await Promise.all(followed.filter(({ state }) => BUILT.includes(state)).map((build) => this.tellTrouble(build)));
  }

  states(): readonly LoopState[] {
    return [...[...this.loops.values()].map((loop) => loop.state), ...this.standingStill()];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.loops.keys()].map((number) => this.end(number)));
  }

  private isFollowed({ state, rulesVersion }: Generation): boolean {
    return FOLLOWED.includes(state) && rulesVersion === this.parts.rules.version;
  }

  /** A loop goes on from state to state: what was being built when it began may be live when it begins again after an error. */
  private asKnown(generation: Generation): Generation {
    return this.known.find(({ number }) => number === generation.number) ?? generation;
  }

  private isLive(number: number): boolean {
    return this.known.some((generation) => generation.number === number && generation.state === 'live');
  }

  private start(generation: Generation): void {
    const { partition, logger } = this.parts;
    const loop = new WorkLoop(
      loopName(generation, partitionName(partition)),
      (signal, note) => {
        const onProgress = (progress: Progress): void => {
          note(progress);
          if (this.isLive(generation.number)) this.parts.onProgress(progress);
        };
        return projectPartition({ ...this.parts, generation: this.asKnown(generation), onProgress }, signal);
      },
      logger,
    );
    this.loops.set(generation.number, loop);
    loop.start();
  }

  private async end(number: number): Promise<void> {
    const loop = this.loops.get(number);
    this.loops.delete(number);
    await loop?.stop();
  }

  private standingStill(): LoopState[] {
    const live = liveOf(this.known);
    const reason = live === undefined ? null : whyStandingStill(live, this.parts.rules);
    if (live === undefined || reason === null) return [];
    return [{ name: generationName(live), state: 'waiting', reason, progress: null, isIll: false }];
  }

  /** Says with a build what keeps it from going on: until it does, or for good. */
  private async tellTrouble(build: Generation): Promise<void> {
    const state = this.loops.get(build.number)?.state;
    if (state === undefined) return;
    const trouble = state.isIll ? (state.reason ?? 'unknown') : null;
    if (state.state === 'failed') return this.change(build, { state: 'failed', error: trouble });
    const told = this.told.get(build.number) ?? this.toldBefore(build, state.state);
    if (trouble !== null && trouble !== build.error) {
      this.told.set(build.number, trouble);
      return this.change(build, { error: trouble });
    }
    if (trouble === null && told !== undefined && told === build.error) {
      this.told.delete(build.number);
      return this.change(build, { error: null });
    }
  }

  /** An error from before this worker ran: it is taken back once, and told again by the one it still concerns. */
  private toldBefore({ number, error }: Generation, state: LoopState['state']): string | undefined {
    if (state !== 'running' || this.begun.has(number)) return undefined;
    this.begun.add(number);
    return error ?? undefined;
  }

  private async change(build: Generation, change: GenerationChange): Promise<void> {
    try {
      await this.parts.readModels.changeGeneration(build, change);
    } catch (error) {
      if (!(error instanceof GenerationConflict)) throw error; // another one was first: seen at the next look
    }
  }
}
