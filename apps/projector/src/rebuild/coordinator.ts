import { pause } from '#concurrency';
import {
  CALLS,
  generationName,
  GenerationConflict,
  liveOf,
  lowestOf,
  type Generation,
  type PoisonedStream,
  StoreUnavailable,
  type Position,
} from '#ports';
import type { Difference } from '#domain';
import type { ProcessorLog } from '../runner/processor.js';
import { compareGenerations, isOfOneLog } from './compareGenerations.js';
import { carryOver, describePoison, newlyPoisoned, tryAgain, type PoisonParts } from './poison.js';

export interface CoordinatorParts extends PoisonParts {
  readonly logger: ProcessorLog;
  readonly pollMilliseconds: number;
}

/** A build and what it is to replace. */
interface Build {
  readonly live: Generation;
  readonly next: Generation;
}

/** How an error begins that a coordinator has told of a build, and takes back. */
const TROUBLE = 'it cannot be brought to its end: ';

/** A generation that follows the log is behind another one by moments only. */
const CATCH_UP_MILLISECONDS = 50;

const summaryOf = ({ calls: { before, after, added, removed, changed } }: Difference): string =>
  `${before} calls before, ${after} after: ${added} added, ${removed} removed, ${changed} changed`;

/**
 * Brings a build to its end: waits until it has caught up, compares it with the live generation, and switches to it. Every step is
 * guarded by the state the generation is in, so two that do this at once do no harm, and after a crash the step is begun again.
 * To be called under a lease, so that the work is not done twice.
 */
export class Coordinator {
  /** Where the log ended when a build was first seen, by the build's number. */
  private readonly ends = new Map<number, Position | null>();
  /** Where the live one stood when a build had come to that end: it moves on, and may always be a moment ahead. */
  private readonly goals = new Map<number, Position | null>();
  /** How often in a row a store has refused though it was there. */
  private refusals = 0;

  constructor(private readonly parts: CoordinatorParts) {}

  /** The build by this program's rules that can be brought further now; null: nothing is to be done. */
  async underWay(): Promise<Build | null> {
    const generations = await this.parts.readModels.generations(CALLS);
    const live = liveOf(generations);
    const next = generations.find(
      ({ state, rulesVersion, switching }) =>
        rulesVersion === this.parts.rules.version &&
        (state === 'building' || (state === 'ready' && switching === 'auto')),
    );
    return live === undefined || next === undefined ? null : { live, next };
  }

  /** Works until nothing is left to be done, or the signal aborts. `onStep` is called after each step that did not fail. @throws StoreUnavailable */
  async finish(signal: AbortSignal, onStep: () => void): Promise<void> {
    while (!signal.aborted) {
      const build = await this.underWay();
      if (build === null) return;
      const isFurther = await this.advance(build, signal);
      onStep();
      if (!isFurther) await pause(this.parts.pollMilliseconds, signal);
    }
  }

  /** True when the build was brought a step further; false when it has to be waited for. */
  private async advance(build: Build, signal: AbortSignal): Promise<boolean> {
    try {
      if (!(await this.hasCaughtUp(build))) {
        await this.takeBackTrouble(build.next);
        return false;
      }
      if (await this.isSound(build, signal)) await this.compareAndSwitch(build, signal);
      this.refusals = 0;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof GenerationConflict)) {
        await this.tellTrouble(build.next, error);
        throw error;
      }
      this.parts.logger.info({}, `${error.message}: looking again`);
      return false;
    }
  }

  /** With the build, for whoever waits for it, until it is ready. Of a store that is away the loops tell that follow the log. */
  private async tellTrouble(build: Generation, cause: unknown): Promise<void> {
    if (cause instanceof StoreUnavailable && !(await this.isRefusal())) return;
    const error = `${TROUBLE}${cause instanceof Error ? cause.message : String(cause)}`;
    if (error === build.error) return;
    await this.parts.readModels.changeGeneration(build, { error }).catch(() => undefined); // the loop's state says it
  }

  /** A store that is there and refuses, for want of room, refuses perhaps nobody else. Once may have been an outage that is over. */
  private async isRefusal(): Promise<boolean> {
    const { log, readModels } = this.parts;
    const areThere = await Promise.all([log.head(), readModels.ping()]).then(
      () => true,
      () => false,
    );
    this.refusals = areThere ? this.refusals + 1 : 0;
    return this.refusals > 1;
  }

  private async takeBackTrouble(build: Generation): Promise<void> {
    if (build.error?.startsWith(TROUBLE) === true) await this.parts.readModels.changeGeneration(build, { error: null });
  }

  private async positionOf(generation: Generation): Promise<Position | null> {
    return lowestOf(await this.parts.readModels.checkpoints(generation))?.position ?? null;
  }

  /** Whether it has come to the log's end as that was at first, and then to where the live one stood by then. */
  private async hasCaughtUp({ live, next }: Build): Promise<boolean> {
    if (!(await this.hasReached(next, this.ends, () => this.parts.log.head()))) return false;
    const ofLive = (): Promise<Position | null> =>
      isOfOneLog({ live, next }) ? this.positionOf(live) : Promise.resolve(null);
    if (!(await this.hasReached(next, this.goals, ofLive))) return false;
    this.goals.delete(next.number); // asked again, the live one is further
    return true;
  }

  /** Whether it has come as far as was set for it; `goalOf` tells that the first time. */
  private async hasReached(
    next: Generation,
    goals: Map<number, Position | null>,
    goalOf: () => Promise<Position | null>,
  ): Promise<boolean> {
    if (!goals.has(next.number)) goals.set(next.number, await goalOf());
    const goal = goals.get(next.number) ?? null;
    const position = await this.positionOf(next);
    return position !== null && (goal === null || position >= goal);
  }

  /**
   * Waits until one of the two has come so far.
   * @throws GenerationConflict the build has been ended, or another one is live @throws the signal's reason
   */
  private async catchUp(
    build: Build,
    generation: Generation,
    goal: Position | null,
    signal: AbortSignal,
  ): Promise<void> {
    while (isOfOneLog(build) && goal !== null && ((await this.positionOf(generation)) ?? '') < goal) {
      const now = await this.underWay();
      if (now?.live.number !== build.live.number || now.next.number !== build.next.number)
        throw new GenerationConflict(`${generationName(build.next)} and what it was compared with have changed`);
      await pause(Math.min(this.parts.pollMilliseconds, CATCH_UP_MILLISECONDS), signal);
      signal.throwIfAborted();
    }
  }

  /** False, and the build has failed, when there are streams that only the live generation could fold. */
  private async isSound(build: Build, signal: AbortSignal): Promise<boolean> {
    const { readModels, logger } = this.parts;
    const { live, next } = build;
    const onlyNext = await this.onlyNextFailsOf(build, signal);
    // revisions of another log say nothing of this one's streams
    const left = isOfOneLog(build) ? [...onlyNext, ...(await carryOver(this.parts, live, next, signal))] : onlyNext;
    if (left.length === 0) return true;
    const error = describePoison(left);
    await readModels.changeGeneration(next, { state: 'failed', error });
    logger.error({ generation: generationName(next) }, `the build of ${generationName(next)} has failed: ${error}`);
    return false;
  }

  private async onlyNextFailsOf(build: Build, signal: AbortSignal): Promise<readonly PoisonedStream[]> {
    const { live, next } = build;
    if ((await newlyPoisoned(this.parts, live, next).next()).done === true) return [];
    // by the same rules the live one fails of the same stream, perhaps a moment later; documents may be ahead of their checkpoint
    if (live.rulesVersion === this.parts.rules.version)
      await this.catchUp(build, live, await this.parts.log.head(), signal);
    return tryAgain(this.parts, next, newlyPoisoned(this.parts, live, next), signal);
  }

  private async compareAndSwitch(build: Build, signal: AbortSignal): Promise<void> {
    const { live, next } = build;
    const { log, readModels, rules, logger } = this.parts;
    const name = generationName(next);
    const difference = await compareGenerations({ log, readModels, live, next, rules }, signal);
    const ready = await readModels.changeGeneration(next, { state: 'ready', error: null, difference });
    logger.info({ generation: name }, `${name} is ready: ${summaryOf(difference)}`);
    if (ready.switching === 'manual') return;
    const now = await this.underWay();
    if (now?.live.number !== live.number) return; // compared with one that has been replaced meanwhile: to be compared again
    await this.catchUp(build, ready, await this.positionOf(live), signal); // or readers would go back in time
    await readModels.switchTo(ready, live);
    this.ends.delete(next.number);
    logger.info({ generation: name }, `${name} is live, ${generationName(live)} is kept`);
  }
}
