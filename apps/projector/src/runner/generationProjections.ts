import type { Generation, Generations } from '#ports';
import { projectPartition, type ProjectionParts } from '../projection/projectPartition.js';
import { reportTrouble } from '../rebuild/reportTrouble.js';
import type { HandledBatch } from './checkpoints.js';
import { Processor, type ProcessorLog, type ProcessorState } from './processor.js';

/** `onHandled` is called for the live generation only. */
interface GenerationProjectionsParts extends Omit<ProjectionParts, 'generation'> {
  readonly readModels: ProjectionParts['readModels'] & Generations;
  readonly logger: ProcessorLog;
}

/** A generation as it was seen last, and the processor that keeps it up with the log. */
interface Followed {
  generation: Generation;
  readonly processor: Processor;
}

const FOLLOWED: readonly Generation['state'][] = ['live', 'building', 'ready'];

/**
 * Keeps up this worker's partition of each generation that was made by the program's rules: of the live one, and of one that is being
 * built. Each has a processor of its own. A generation that other rules made is not changed here.
 */
export class GenerationProjections {
  readonly #followed = new Map<number, Followed>();

  constructor(private readonly parts: GenerationProjectionsParts) {}

  /** Starts and ends processors for what the generations are now. Resolves when those that end have ended. */
  async follow(generations: readonly Generation[]): Promise<void> {
    const wanted = generations.filter(
      ({ state, rulesVersion }) => FOLLOWED.includes(state) && rulesVersion === this.parts.rules.version,
    );
    for (const generation of wanted) {
      const known = this.#followed.get(generation.number);
      if (known === undefined) this.#start(generation);
      else known.generation = generation;
    }
    await this.#end([...this.#followed.keys()].filter((number) => !wanted.some((one) => one.number === number)));
    await Promise.all([...this.#followed.values()].map((one) => this.#reportTrouble(one)));
  }

  states(): readonly ProcessorState[] {
    return [...this.#followed.values()].map(({ processor }) => processor.state);
  }

  stop(): Promise<void> {
    return this.#end([...this.#followed.keys()]);
  }

  /** The processor looks at the generation anew with each run and batch: one that was being built when it began may be live by then. */
  #start(generation: Generation): void {
    const { projection, number } = generation;
    const processor = new Processor(
      { kind: 'projection', generation: { projection, number }, partition: this.parts.partition },
      (signal, report) => {
        const onHandled = (batch: HandledBatch): void => {
          report.running();
          if (followed.generation.state === 'live') this.parts.onHandled(batch);
        };
        return projectPartition({ ...this.parts, generation: followed.generation, onHandled }, signal);
      },
      this.parts.logger,
    );
    const followed: Followed = { generation, processor };
    this.#followed.set(number, followed);
    processor.start();
  }

  async #end(numbers: readonly number[]): Promise<void> {
    const end = async (number: number): Promise<void> => {
      const followed = this.#followed.get(number);
      this.#followed.delete(number);
      await followed?.processor.stop();
    };
    await Promise.all(numbers.map(end));
  }

  /** Stores with a build what keeps this worker's partition of it from going on. */
  async #reportTrouble({ generation, processor: { state } }: Followed): Promise<void> {
    // while it starts it is not known whether what kept its former run from going on still does
    const isKnown = state.state === 'running' || state.state === 'retrying' || state.state === 'failed';
    if (generation.state !== 'live' && isKnown)
      await reportTrouble(this.parts.readModels, generation, state.id, state.reason);
  }
}
