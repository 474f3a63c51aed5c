import { withinTime } from '#concurrency';
import { StoreUnavailable, type Appended, type EventLog, type NewEvent } from '#ports';
import { Degraded, type Logger } from '#server';
import { BoundedSpool } from './boundedSpool.js';
import { Circuit, type BoundEvent, type Outage } from './circuit.js';
import type { DeliveryLog, Spooled } from './deliveryLog.js';
import { Drain } from './drain.js';

export interface GuardedLogOptions {
  readonly log: EventLog;
  /** How long an append may take before the log counts as away. */
  readonly limitMs: number;
  /** The same once this process stops, where that is less (default 3 s). */
  readonly stoppingLimitMs?: number;
  /** Null: what the log cannot take now is refused. */
  readonly spool: BoundedSpool | null;
  /** False: the spool only holds what it was left with, and is drained. */
  readonly takesNew: boolean;
  readonly logger: Logger;
  readonly onDrained: (events: number) => void;
}

const HEALTH_MS = 1_500;

/**
 * The event log as webhooks see it, over an outage: refused at once or, with a spool, kept on this machine and moved into the log when it is
 * back (docs/decisions/0017-store-outage.md). What comes in while the spool is drained goes straight into the log: the fold asks for no order.
 */
export class GuardedLog implements DeliveryLog {
  readonly #circuit: Circuit;
  readonly #drain: Drain | null;
  #awaySince = 0;
  #refusedWebhooks = 0;

  constructor(private readonly options: GuardedLogOptions) {
    const { log, limitMs, stoppingLimitMs, spool, logger, onDrained } = options;
    const probe = (): Promise<BoundEvent | null> => this.#oldest();
    this.#circuit = new Circuit({
      log,
      limitMs,
      ...(stoppingLimitMs === undefined ? {} : { stoppingLimitMs }),
      probe,
      onChange: (outage) => this.#onChange(outage),
    });
    const append = (stream: string, event: NewEvent): Promise<Appended> => this.#circuit.append(stream, event);
    this.#drain = spool === null ? null : new Drain({ spool, append, isAway: () => this.isAway, logger, onDrained });
    // what an earlier run has left
    if (spool !== null && spool.events > 0) this.#drain?.start();
  }

  get isAway(): boolean {
    return this.#circuit.outage !== null;
  }
  /** Counts a webhook that is refused because the log is away; false where it is not known to be away. */
  countRefused(): boolean {
    if (this.isAway) this.#refusedWebhooks += 1;
    return this.isAway;
  }

  /** How many events wait in the spool. */
  get spooledEvents(): number {
    return this.options.spool?.events ?? 0;
  }

  async append(stream: string, events: readonly NewEvent[], expected: 'any'): Promise<Appended | Spooled> {
    const [event] = events;
    if (event === undefined || events.length > 1) return this.options.log.append(stream, events, expected);
    try {
      return await this.#circuit.append(stream, event);
    } catch (error) {
      const { spool, takesNew } = this.options;
      if (!(error instanceof StoreUnavailable) || spool === null || !takesNew) throw error;
      await spool.add(stream, event);
      // the log may have come back, and the drain been through, while this was written
      if (!this.isAway) this.#drain?.start();
      return { spooled: true };
    }
  }

  /** For `/health/ready`: well, or degraded while events wait here. @throws Error webhooks are refused */
  async check(): Promise<Degraded | null> {
    const reason = await this.#whyAway();
    const { spool, takesNew } = this.options;
    const waiting = this.spooledEvents;
    if (reason === null) {
      return waiting === 0
        ? null
        : new Degraded(`draining: ${waiting} events of the spool are yet to reach the event log`);
    }
    if (spool === null || !takesNew) throw new Error(reason);
    if (spool.failure !== null) throw new Error(`${reason}; the spool cannot be written: ${spool.failure}`);
    if (spool.isFull) throw new Error(`${reason}; the spool is full with ${waiting} events`);
    return new Degraded(`spooling: ${waiting} events wait on this machine for the event log, which is away: ${reason}`);
  }

  /**
   * Before the server waits for its requests: one that a log standing still has not answered is refused, or kept in the spool, while there
   * is time for it.
   */
  onModuleDestroy(): void {
    this.#circuit.hurry();
  }

  /** Nothing is tried any more; what waits in the spool goes on waiting for the next start. */
  async onApplicationShutdown(): Promise<void> {
    this.#circuit.close();
    await this.#drain?.stop();
    await this.options.spool?.close();
  }

  async #whyAway(): Promise<string | null> {
    if (this.#circuit.outage !== null) return this.#circuit.outage.reason;
    try {
      await withinTime(this.options.log.head(), HEALTH_MS, () => new Error(`no answer within ${HEALTH_MS} ms`));
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** The first that will be drained: with any other the order would be another. */
  async #oldest(): Promise<BoundEvent | null> {
    const [oldest] = (await this.options.spool?.oldest(0, 1)) ?? [];
    if (oldest === undefined) return null;
    const { stream, place: _, ...event } = oldest;
    return { stream, event };
  }

  #onChange(outage: Outage | null): void {
    const { logger, spool, takesNew } = this.options;
    if (outage !== null) {
      this.#awaySince = outage.since;
      this.#refusedWebhooks = 0;
      const answer = spool !== null && takesNew ? 'deliveries are kept in the spool' : 'deliveries are refused';
      logger.warn({ reason: outage.reason }, `the event log is away: ${answer}`);
      return;
    }
    const seconds = Math.round((Date.now() - this.#awaySince) / 1000);
    logger.info({ seconds, refused: this.#refusedWebhooks, spooled: this.spooledEvents }, 'the event log is back');
    this.#drain?.start();
  }
}
