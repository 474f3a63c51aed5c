import { BackOff, withinTime } from '#concurrency';
import {
  EventTooLarge,
  RevisionConflict,
  StoreUnavailable,
  StreamDeleted,
  type Appended,
  type EventLog,
  type NewEvent,
} from '#ports';

/** The event log is away. */
export interface Outage {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly reason: string;
}

/** An event and the stream it is bound for. */
export interface BoundEvent {
  readonly stream: string;
  readonly event: NewEvent;
}

export interface CircuitOptions {
  readonly log: Pick<EventLog, 'append'>;
  /** How long an append may take before the log counts as away. */
  readonly limitMs: number;
  /** The same once this process stops, where that is less (default 3 s). */
  readonly stoppingLimitMs?: number;
  /** What to try whether the log is back with; null, none, or an error: the append refused last. */
  readonly probe?: () => Promise<BoundEvent | null>;
  /** Called when the log goes away, and (with null) when it is back. */
  readonly onChange: (outage: Outage | null) => void;
}

interface InFlight extends BoundEvent {
  readonly since: number;
  readonly giveUp: (error: StoreUnavailable) => void;
}

/** How long an append may take once the process has to stop: the whole stop has 10 s. */
const STOPPING_LIMIT_MS = 3_000;
const BACK_OFF = { firstMilliseconds: 100, longestMilliseconds: 2_000 };

/** An answer of the log, about this event. Any other error says nothing of whether the log is back. */
const isAnswer = (error: unknown): boolean =>
  [RevisionConflict, EventTooLarge, StreamDeleted].some((kind) => error instanceof kind);

/**
 * Stands before the event log: once an append has failed, or has taken too long, the log is away, and every append is refused at once
 * instead of waiting for what does not come. Meanwhile one that was refused is tried again and again: writing an event twice changes
 * nothing, so a delivery can be its own probe, and the first that goes through says that the log is back.
 */
export class Circuit {
  #outage: Outage | null = null;
  #refused: BoundEvent | null = null;
  /** In the order in which they began. */
  readonly #inFlight = new Set<InFlight>();
  readonly #closing = new AbortController();
  #limitMs: number;
  #watch: NodeJS.Timeout;

  constructor(private readonly options: CircuitOptions) {
    this.#limitMs = options.limitMs;
    this.#watch = this.#startWatch();
  }

  /** Null while the log is there, as far as is known. */
  get outage(): Outage | null {
    return this.#outage;
  }

  /** As EventLog.append of one event under `any`, and within the limit. @throws StoreUnavailable @throws EventTooLarge @throws StreamDeleted */
  append(stream: string, event: NewEvent): Promise<Appended> {
    if (this.#outage !== null) {
      this.#refused = { stream, event };
      return Promise.reject(new StoreUnavailable(`the event log is away: ${this.#outage.reason}`));
    }
    return new Promise((resolve, reject) => {
      const inFlight: InFlight = { since: performance.now(), stream, event, giveUp: reject };
      this.#inFlight.add(inFlight);
      this.options.log.append(stream, [event], 'any').then(
        (appended) => {
          this.#inFlight.delete(inFlight);
          resolve(appended);
        },
        (error: unknown) => {
          // one that was given up is not in flight any more, and its failure is no news
          const isNews = this.#inFlight.delete(inFlight);
          if (isNews && error instanceof StoreUnavailable) this.#begin(error.message, inFlight);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  /** This process stops soon: no append, begun or to come, may take longer than a few seconds. */
  hurry(): void {
    this.#limitMs = Math.min(this.#limitMs, this.options.stoppingLimitMs ?? STOPPING_LIMIT_MS);
    clearInterval(this.#watch);
    this.#watch = this.#startWatch();
  }

  /** Gives up what is in flight; nothing is tried any more. */
  close(): void {
    clearInterval(this.#watch);
    this.#closing.abort();
    this.#giveUpAll(new StoreUnavailable('this process stops'));
  }

  #startWatch(): NodeJS.Timeout {
    return setInterval(() => this.#lookAtOldest(), Math.max(10, this.#limitMs / 20)).unref();
  }

  #lookAtOldest(): void {
    const [oldest] = this.#inFlight;
    if (oldest === undefined || performance.now() - oldest.since < this.#limitMs) return;
    this.#begin(`no answer within ${this.#limitMs / 1000} s`, oldest);
  }

  #begin(reason: string, failed: InFlight): void {
    if (this.#outage !== null || this.#closing.signal.aborted) return;
    this.#outage = { since: Date.now(), reason };
    this.#refused = failed;
    this.options.onChange(this.#outage);
    this.#giveUpAll(new StoreUnavailable(`the event log is away: ${reason}`));
    void this.#probe();
  }

  /** The others would only wait for their turn to fail. Whether one was written after all is not known: it may be appended again. */
  #giveUpAll(error: StoreUnavailable): void {
    for (const { giveUp } of this.#inFlight) giveUp(error);
    this.#inFlight.clear();
  }

  async #probe(): Promise<void> {
    const { signal } = this.#closing;
    const backOff = new BackOff(BACK_OFF);
    do {
      await backOff.pause(signal);
      if (signal.aborted) return;
    } while (!(await this.#isBack()));
    this.#outage = null;
    this.#refused = null;
    this.options.onChange(null);
  }

  async #isBack(): Promise<boolean> {
    const { log, limitMs } = this.options;
    try {
      const delivery = await this.#toTry();
      if (delivery === null) return true;
      const { stream, event } = delivery;
      await withinTime(log.append(stream, [event], 'any'), limitMs, () => new StoreUnavailable('no answer'));
      return true;
    } catch (error) {
      return isAnswer(error);
    }
  }

  /** Whether the log is back must not hang on the probe's source: the spool's disk may have failed meanwhile. */
  async #toTry(): Promise<BoundEvent | null> {
    const { probe, limitMs } = this.options;
    if (probe === undefined) return this.#refused;
    try {
      return (await withinTime(probe(), limitMs, () => new Error('no answer'))) ?? this.#refused;
    } catch {
      return this.#refused;
    }
  }
}
