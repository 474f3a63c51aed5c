import { START, type AllStreamSubscription, type Filter } from '@kurrent/kurrentdb-client';
import { toPortError } from './clientErrors.js';
import type { Connection } from './connection.js';
import type { LogPlace } from './position.js';
import type { ClientEvent } from './recordedEvent.js';
import { StoreUnavailable } from '#ports';

/** The server drops who lets 32 live events lie: so many are taken off it while the caller is busy. */
const BUFFERED_EVENTS = 2_000;

/**
 * One subscription, read into a bounded buffer. It ends at any trouble and never resumes; what was read before is still given out.
 * Its checkpoints and `caughtUp` are not used: they run ahead of the events the client has buffered.
 */
export class LiveFeed {
  readonly #subscription: AllStreamSubscription;
  #buffer: ClientEvent[] = [];
  #error: Error | null = null;
  #closed = false;
  #onNews: () => void = () => undefined;
  #onSpace: () => void = () => undefined;

  constructor(connection: Connection, after: LogPlace | null, filter: Filter) {
    this.#subscription = connection.subscribe({ fromPosition: after ?? START, filter, requiresLeader: true });
    // the client reports errors also when nobody reads any more; unheard they would end the process
    this.#subscription.on('error', () => undefined);
    void this.#pump();
  }

  /**
   * Up to `limit` events, as soon as there are any; none after `waitMs` or when `signal` aborts.
   * @throws StoreUnavailable the subscription has ended and its events are used up
   */
  async take(limit: number, waitMs: number, signal: AbortSignal): Promise<ClientEvent[]> {
    if (this.#buffer.length === 0 && this.#error === null) await this.#news(waitMs, signal);
    const taken = this.#buffer.splice(0, limit);
    this.#onSpace();
    if (taken.length === 0 && this.#error !== null) throw this.#error;
    return taken;
  }

  /** Nothing waits to be taken. */
  get isEmpty(): boolean {
    return this.#buffer.length === 0;
  }

  close(): void {
    this.#closed = true;
    this.#onSpace();
    // fails when it never came about
    this.#subscription.unsubscribe().catch(() => undefined);
    this.#subscription.destroy();
  }

  async #pump(): Promise<void> {
    try {
      for await (const { event } of this.#subscription) {
        if (event === undefined) continue;
        this.#buffer.push(event);
        this.#onNews();
        if (this.#buffer.length >= BUFFERED_EVENTS) await this.#space();
      }
      this.#error = new StoreUnavailable('the subscription to the event log ended');
    } catch (error) {
      this.#error = toPortError(error, 'following the event log');
    }
    this.#onNews();
  }

  #space(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => (this.#onSpace = resolve));
  }

  async #news(waitMs: number, signal: AbortSignal): Promise<void> {
    let onNews: () => void = () => undefined;
    const news = new Promise<void>((resolve) => (onNews = resolve));
    this.#onNews = onNews;
    const timer = setTimeout(onNews, waitMs);
    signal.addEventListener('abort', onNews);
    try {
      if (!signal.aborted) await news;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onNews);
    }
  }
}
