import { forEachConcurrently } from '#concurrency';
import { StoreUnavailable, type NewEvent, type SpooledEvent } from '#ports';
import { groupBy } from '#domain';
import type { Logger } from '#server';
import type { BoundedSpool } from './boundedSpool.js';

export interface DrainOptions {
  readonly spool: BoundedSpool;
  readonly append: (stream: string, event: NewEvent) => Promise<unknown>;
  /** While the log is away nothing is tried; `start` is called again when it is back. */
  readonly isAway: () => boolean;
  readonly logger: Logger;
  /** Called with how many events are durable in the event log and gone from the spool. */
  readonly onDrained: (events: number) => void;
}

const PAGE = 500;
/** Fewer than the log takes at once: what comes in meanwhile shall not wait behind what has waited. */
const STREAMS_AT_ONCE = 32;
/** After the spool's own disk has failed. */
const RETRY_MS = 5_000;

/**
 * Moves what waits in the spool into the event log: the oldest first, and the events of one stream one after the other. Nothing leaves the
 * spool before it is durable in the log; what a crash leaves in both is a repeat, which the log or its readers ignore.
 */
export class Drain {
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(private readonly options: DrainOptions) {}

  /** Begins, unless it is at it already; then it goes on until what was added before this call is drained too. */
  start(): void {
    this.#again = true;
    if (this.#stopped || this.options.isAway()) return;
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  /** Begins nothing more, and resolves when what was under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { spool, logger, onDrained } = this.options;
    let drained = 0;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        for await (const count of this.#pages()) {
          drained += count;
          onDrained(count);
        }
        await spool.count();
      }
      if (drained > 0) logger.info({ drained, left: spool.events }, 'the spool is drained into the event log');
    } catch (error) {
      // the log is away again, or this process stops: the rest goes on waiting
      logger.warn({ drained, left: spool.events, err: error }, 'draining the spool is interrupted');
      setTimeout(() => this.start(), RETRY_MS).unref();
    }
  }

  async *#pages(): AsyncGenerator<number> {
    let after = 0;
    while (!this.#stopped) {
      const page = await this.options.spool.oldest(after, PAGE);
      const last = page.at(-1);
      if (last === undefined) return;
      yield await this.#move(page);
      after = last.place;
    }
  }

  /** Resolves with how many were moved. @throws StoreUnavailable after removing those that were */
  async #move(page: readonly SpooledEvent[]): Promise<number> {
    const moved: SpooledEvent[] = [];
    try {
      const groups = groupBy(page, ({ stream }) => stream);
      await forEachConcurrently([...groups.values()], STREAMS_AT_ONCE, async (ofStream) => {
        for (const event of ofStream) if (await this.#isTaken(event)) moved.push(event);
      });
    } catch (error) {
      await this.options.spool.remove(moved);
      if (moved.length > 0) this.options.onDrained(moved.length);
      throw error;
    }
    await this.options.spool.remove(moved);
    return moved.length;
  }

  /** One that the log refuses for good stays in the spool, where it can be looked at, and keeps nothing else from going. */
  async #isTaken(event: SpooledEvent): Promise<boolean> {
    const { stream, place: _, ...bare } = event;
    try {
      await this.options.append(stream, bare);
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      this.options.logger.error({ stream, event: event.id, err: error }, 'the event log refuses an event of the spool');
      return false;
    }
  }
}
