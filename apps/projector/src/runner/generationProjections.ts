import { liveOf, type Generation, type Generations } from '#ports';
import { projectPartition, type ProjectionParts } from '../projection/projectPartition.js';
import { reportTrouble } from '../rebuild/reportTrouble.js';
import { whyStandingStill } from './health.js';
import type { HandledBatch } from './checkpoints.js';
import { Processor, type ProcessorId, type ProcessorLog, type ProcessorState } from './processor.js';

/** `onHandled` is of the live generation only. */
interface GenerationProjectionsParts extends Omit<ProjectionParts, 'generation'> {
  readonly readModels: ProjectionParts['readModels'] & Generations;
  readonly logger: ProcessorLog;
}

const FOLLOWED: readonly Generation['state'][] = ['live', 'building', 'ready'];

/**
 * The generations this worker keeps up with the log, a processor each over its partition: the live one, and one that is being built, if
 * the program has the rules that made them. What other rules made stands still here.
 */
export class GenerationProjections {
  private readonly processors = new Map<number, Processor>();
  private known: readonly Generation[] = [];

  constructor(private readonly parts: GenerationProjectionsParts) {}

  /** Starts and ends processors for what the generations are now. Resolves when those that end have ended. */
  async follow(generations: readonly Generation[]): Promise<void> {
    this.known = generations;
    const followed = generations.filter(
      ({ state, rulesVersion }) => FOLLOWED.includes(state) && rulesVersion === this.parts.rules.version,
    );
    for (const generation of followed) if (!this.processors.has(generation.number)) this.start(generation);
    const ended = [...this.processors.keys()].filter((number) => !followed.some((one) => one.number === number));
    await Promise.all(ended.map((number) => this.end(number)));
    await Promise.all(followed.filter(({ state }) => state !== 'live').map((build) => this.reportTroubleOf(build)));
  }

  states(): readonly ProcessorState[] {
    return [...[...this.processors.values()].map((processor) => processor.state), ...this.standingStill()];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processors.keys()].map((number) => this.end(number)));
  }

  /** A processor goes on from state to state: what was being built when it began may be live when it begins again after an error. */
  private asKnown(generation: Generation): Generation {
    return this.known.find(({ number }) => number === generation.number) ?? generation;
  }

  private idOf({ projection, number }: Generation): ProcessorId {
    return { kind: 'projection', generation: { projection, number }, partition: this.parts.partition };
  }

  private start(generation: Generation): void {
    const processor = new Processor(
      this.idOf(generation),
      (signal, report) => {
        const onHandled = (batch: HandledBatch): void => {
          report.running();
          if (this.asKnown(generation).state === 'live') this.parts.onHandled(batch);
        };
        return projectPartition({ ...this.parts, generation: this.asKnown(generation), onHandled }, signal);
      },
      this.parts.logger,
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
    return [{ id: this.idOf(live), state: 'waiting', reason }];
  }

  /** With a build, what keeps this worker's partition of it from going on. */
  private async reportTroubleOf(build: Generation): Promise<void> {
    const state = this.processors.get(build.number)?.state;
    // one that is starting has not shown yet whether what kept its former run from going on still does
    const isKnown = state?.state === 'running' || state?.state === 'retrying' || state?.state === 'failed';
    if (isKnown) await reportTrouble(this.parts.readModels, build, state.id, state.reason);
  }
}
