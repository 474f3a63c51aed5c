import { setTimeout as wait } from 'node:timers/promises';
import { CheckpointConflict, GenerationConflict, WrongLog } from '#ports';
import type { Progress } from './progress.js';

/** How a loop is doing, for health, metrics and /v1/projections. */
export interface LoopState {
  readonly name: string;
  readonly state: 'starting' | 'running' | 'waiting' | 'failed' | 'stopped';
  /** What it waits for or failed of; null while it runs. */
  readonly reason: string | null;
  readonly progress: Progress | null;
  /** It has failed, or a store keeps it from going on; waiting for its turn is none of this. */
  readonly isIll: boolean;
}

export interface LoopLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

const FIRST_RETRY_MILLISECONDS = 100;
const LONGEST_RETRY_MILLISECONDS = 5_000;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Keeps one follow loop going: after an error it starts again from the checkpoint, with a growing pause; only a log that is the
 * wrong one stops it for good, since going on would spoil the documents.
 */
export class WorkLoop {
  private current: LoopState;
  private readonly abort = new AbortController();
  private ended: Promise<void> = Promise.resolve();
  private hasGoneOn = false;

  constructor(
    name: string,
    private readonly run: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<void>,
    private readonly log: LoopLog,
  ) {
    this.current = { name, state: 'starting', reason: null, progress: null, isIll: false };
  }

  get state(): LoopState {
    return this.current;
  }

  start(): void {
    this.ended = this.keepRunning();
  }

  /** Resolves once the loop has ended; what it was doing is finished or will be repeated after the next start. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  /** Says that the loop waits for something, e.g. a lease. */
  wait(reason: string): void {
    this.current = { ...this.current, state: 'waiting', reason, isIll: false };
  }

  /** Says that the loop goes on, where there are no events to tell of. */
  goOn(): void {
    this.hasGoneOn = true;
    this.current = { ...this.current, state: 'running', reason: null, isIll: false };
  }

  private readonly onProgress = (progress: Progress): void => {
    this.hasGoneOn = true;
    this.current = { ...this.current, state: 'running', reason: null, progress, isIll: false };
  };

  private async keepRunning(): Promise<void> {
    const { signal } = this.abort;
    let pause = FIRST_RETRY_MILLISECONDS;
    while (!this.isStopping()) {
      try {
        await this.run(signal, this.onProgress);
      } catch (error) {
        if (this.isStopping()) break;
        if (!this.canGoOn(error)) return;
      }
      pause = this.hasGoneOn ? FIRST_RETRY_MILLISECONDS : Math.min(pause * 2, LONGEST_RETRY_MILLISECONDS);
      this.hasGoneOn = false;
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
    this.current = { ...this.current, state: 'stopped', reason: null };
  }

  private isStopping(): boolean {
    return this.abort.signal.aborted;
  }

  private canGoOn(error: unknown): boolean {
    const { name } = this.current;
    const reason = reasonOf(error);
    if (error instanceof WrongLog) {
      this.current = { ...this.current, state: 'failed', reason, isIll: true };
      this.log.error({ loop: name }, `${name} has stopped: ${reason}`);
      return false;
    }
    if (error instanceof CheckpointConflict || error instanceof GenerationConflict)
      this.log.warn({ loop: name }, `${reason}: going on from there`);
    else {
      this.current = { ...this.current, state: 'waiting', reason, isIll: true };
      this.log.warn({ loop: name, err: error }, `${name} will try again: ${reason}`);
    }
    return true;
  }
}
