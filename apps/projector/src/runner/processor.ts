import { BackOff } from '#concurrency';
import { CheckpointConflict, generationName, GenerationConflict, partitionName, WrongLog } from '#ports';
import type { GenerationKey, Partition } from '#ports';

/** What a processor does. */
export type ProcessorId =
  /** Keeps one worker's share of a generation up with the log. */
  | { readonly kind: 'projection'; readonly generation: GenerationKey; readonly partition: Partition }
  /** Links what belongs together. */
  | { readonly kind: 'linker' }
  /** Counts the deliveries that belong to no call. */
  | { readonly kind: 'deliveries' }
  /** Watches which generations there are, and starts and stops their projections. */
  | { readonly kind: 'generations' }
  /** Brings builds to their end. */
  | { readonly kind: 'rebuild' }
  /** Removes what an interrupted drop of a generation has left, then makes the segments that statistics read. */
  | { readonly kind: 'upkeep' };

/** For people, e.g. `calls.v3 partition-1/2`. */
export const describeProcessor = (id: ProcessorId): string =>
  id.kind === 'projection' ? `${generationName(id.generation)} ${partitionName(id.partition)}` : id.kind;

type Condition =
  | { readonly state: 'starting' | 'running' | 'stopped'; readonly reason: null }
  /**
   * waiting: for its turn, which is well. takingOver: behind a lease that its owner does not renew, until that is taken over.
   * retrying: it has failed and tries again. failed: it has failed for good.
   */
  | { readonly state: 'waiting' | 'takingOver' | 'retrying' | 'failed'; readonly reason: string };

/** What a processor is doing, and where it is not well, why: for health. */
export type ProcessorState = Condition & { readonly id: ProcessorId };

/** By which the work of a processor says how it is doing. */
export interface Report {
  /** The work goes on. This clears any failure. */
  readonly running: () => void;
  /** The work's turn has come. This ends waiting, but keeps a failure. */
  readonly itsTurn: () => void;
  readonly waiting: (reason: string) => void;
  readonly takingOver: (reason: string) => void;
}

export interface ProcessorLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

const RETRY = { firstMilliseconds: 100, longestMilliseconds: 5_000 };

/** What an error says, for a state or a log. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Keeps one piece of work going: after an error it is started again, from its checkpoint, with a growing pause. Only a log that is the
 * wrong one stops it for good, since going on would spoil the documents.
 */
export class Processor {
  #current: ProcessorState;
  readonly #abort = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #hasRun = false;

  /** `run` works until its signal aborts; what it throws is tried again. */
  constructor(
    readonly id: ProcessorId,
    private readonly run: (signal: AbortSignal, report: Report) => Promise<void>,
    private readonly logger: ProcessorLog,
  ) {
    this.#current = { id, state: 'starting', reason: null };
  }

  get state(): ProcessorState {
    return this.#current;
  }

  start(): void {
    this.#ended = this.#keepRunning();
  }

  /** Resolves once the work has ended; what it was doing is finished, or will be repeated after the next start. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  readonly #report: Report = {
    running: () => {
      this.#hasRun = true;
      this.#become({ state: 'running', reason: null });
    },
    itsTurn: () => {
      const { state } = this.#current;
      if (state === 'waiting' || state === 'takingOver') this.#become({ state: 'running', reason: null });
    },
    waiting: (reason) => this.#standBy({ state: 'waiting', reason }, 'info'),
    takingOver: (reason) => this.#standBy({ state: 'takingOver', reason }, 'warn'),
  };

  #become(condition: Condition): void {
    if (condition.state === this.#current.state && condition.reason === this.#current.reason) return;
    this.#current = { id: this.id, ...condition };
  }

  #standBy(condition: Condition, level: 'info' | 'warn'): void {
    const before = this.#current;
    this.#become(condition);
    const name = describeProcessor(this.id);
    if (this.#current !== before) this.logger[level]({ processor: name }, `${name}: ${condition.reason}`);
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#abort;
    const retry = new BackOff(RETRY);
    while (!this.#isStopping()) {
      try {
        await this.run(signal, this.#report);
      } catch (error) {
        if (this.#isStopping()) break;
        this.#noteFailure(error);
        if (this.#current.state === 'failed') return;
      }
      if (this.#hasRun) retry.reset();
      this.#hasRun = false;
      await retry.pause(signal);
    }
    this.#become({ state: 'stopped', reason: null });
  }

  #isStopping(): boolean {
    return this.#abort.signal.aborted;
  }

  #noteFailure(error: unknown): void {
    const name = describeProcessor(this.id);
    const reason = reasonOf(error);
    if (error instanceof WrongLog) {
      this.#become({ state: 'failed', reason });
      this.logger.error({ processor: name }, `${name} has stopped: ${reason}`);
    } else if (error instanceof CheckpointConflict || error instanceof GenerationConflict) {
      this.logger.warn({ processor: name }, `${reason}: going on from there`);
    } else {
      this.#become({ state: 'retrying', reason });
      this.logger.warn({ processor: name, err: error }, `${name} will try again: ${reason}`);
    }
  }
}
