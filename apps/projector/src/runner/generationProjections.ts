import {
  GenerationConflict,
  liveOf,
  type EventLog,
  type Generation,
  type GenerationChange,
  type Partition,
  type ReadModels,
} from '#ports';
import type { Rules } from '#domain';
import { projectPartition } from '../projection/projectPartition.js';
import { whyStandingStill } from './health.js';
import { Processor, type ProcessorId, type ProcessorLog, type ProcessorState, type Progress } from './processor.js';

export interface GenerationProjectionsParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly partition: Partition;
  readonly rules: Rules;
  readonly now: () => number;
  readonly logger: ProcessorLog;
  /** Of the live generation only. */
  readonly onProgress: (progress: Progress) => void;
}

const FOLLOWED: readonly Generation['state'][] = ['live', 'building', 'ready'];
const BUILT: readonly Generation['state'][] = ['building', 'ready'];

/**
 * The generations this worker keeps up with the log, a processor each over its partition: the live one, and one that is being built, if
 * the program has the rules that made them. What other rules made stands still here.
 */
export class GenerationProjections {
  private readonly processors = new Map<number, Processor>();
  private known: readonly Generation[] = [];
  /** Errors of builds that were told by this worker, by number. */
  private readonly told = new Map<number, string>();
  /** Builds that this worker has worked on. */
  private readonly begun = new Set<number>();

  constructor(private readonly parts: GenerationProjectionsParts) {}

  /** Starts and ends projections for what the generations are now. Resolves when those that end have ended. */
  async follow(generations: readonly Generation[]): Promise<void> {
    this.known = generations;
    const followed = generations.filter((generation) => this.isFollowed(generation));
    for (const generation of followed) if (!this.processors.has(generation.number)) this.start(generation);
    const ended = [...this.processors.keys()].filter((number) => !followed.some((one) => one.number === number));
    await Promise.all(ended.map((number) => this.end(number)));
    await Promise.all(followed.filter(({ state }) => BUILT.includes(state)).map((build) => this.tellTrouble(build)));
  }

  states(): readonly ProcessorState[] {
    return [...[...this.processors.values()].map((processor) => processor.state), ...this.standingStill()];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processors.keys()].map((number) => this.end(number)));
  }

  private isFollowed({ state, rulesVersion }: Generation): boolean {
    return FOLLOWED.includes(state) && rulesVersion === this.parts.rules.version;
  }

  /** A processor goes on from state to state: what was being built when it began may be live when it begins again after an error. */
  private asKnown(generation: Generation): Generation {
    return this.known.find(({ number }) => number === generation.number) ?? generation;
  }

  private isLive(number: number): boolean {
    return this.known.some((generation) => generation.number === number && generation.state === 'live');
  }

  private idOf({ projection, number }: Generation): ProcessorId {
    return { kind: 'projection', generation: { projection, number }, partition: this.parts.partition };
  }

  private start(generation: Generation): void {
    const { logger } = this.parts;
    const processor = new Processor(
      this.idOf(generation),
      (signal, report) => {
        const onProgress = (progress: Progress): void => {
          report.running(progress);
          if (this.isLive(generation.number)) this.parts.onProgress(progress);
        };
        return projectPartition({ ...this.parts, generation: this.asKnown(generation), onProgress }, signal);
      },
      logger,
    );
    this.processors.set(generation.number, processor);
    processor.start();
  }

  private async end(number: number): Promise<void> {
    const processor = this.processors.get(number);
    this.processors.delete(number);
    await processor?.stop();
  }

  private standingStill(): ProcessorState[] {
    const live = liveOf(this.known);
    const reason = live === undefined ? null : whyStandingStill(live, this.parts.rules);
    if (live === undefined || reason === null) return [];
    return [{ id: this.idOf(live), state: 'waiting', reason, progress: null }];
  }

  /** Says with a build what keeps it from going on: until it does, or for good. */
  private async tellTrouble(build: Generation): Promise<void> {
    const state = this.processors.get(build.number)?.state;
    if (state === undefined) return;
    const trouble = state.state === 'retrying' || state.state === 'failed' ? state.reason : null;
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
  private toldBefore({ number, error }: Generation, state: ProcessorState['state']): string | undefined {
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
