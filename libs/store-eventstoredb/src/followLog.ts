import { BackOff, orAborted } from '#concurrency';
import type { Filter } from '@kurrent/kurrentdb-client';
import { StoreUnavailable, WrongLog, type FollowBatch, type FollowOptions } from '#ports';
import type { Connection } from './connection.js';
import { LiveFeed } from './liveFeed.js';
import { isAfter, later, readPosition, writePosition, type LogPlace } from './position.js';
import { isOurs, placeOf, toRecordedEvent, type ClientEvent } from './recordedEvent.js';
import { filterFor, isRefusedAt, readAllPage, readHead, type AllPage } from './serverReads.js';
import { Suspicion } from './suspicion.js';

const DEFAULT_BATCH = 500;
/** Events per read while catching up: small reads cost up to 40 ms each. */
const PAGE_EVENTS = 2_000;
/** After so long without an event the follower looks whether it is at the head: soon after traffic, then now and then. */
const QUIET_MS = 100;
const IDLE_MS = 1_000;
const BACK_OFF = { firstMilliseconds: 100, longestMilliseconds: 2_000 };

export interface FollowParts {
  readonly connection: Connection;
  /** Is told how far the log reaches. */
  readonly knows: (place: LogPlace) => void;
  /** So long the server may be away before the follower gives up. */
  readonly outageMs: number;
}

/** EventLog.follow: pages up to the head, then a subscription; after any end of it, again from the last event handled. */
export async function* followLog(parts: FollowParts, options: FollowOptions): AsyncGenerator<FollowBatch> {
  const signal = AbortSignal.any([options.signal, parts.connection.closed]);
  const follower = new Follower(parts, options, signal);
  const outage = new Outage(parts.outageMs);
  while (!signal.aborted) {
    try {
      for await (const batch of follower.untilTrouble()) {
        outage.isOver();
        yield batch;
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await outage.pause(error, signal);
    }
  }
}

/** One follower's place in the log, and the two ways of going on from there. */
class Follower {
  /** Everything up to here was given out. */
  #place: LogPlace | null;
  /** The caller was told that this is the head. */
  #saidCaughtUp = false;
  readonly #beyondEnd = new Suspicion();
  readonly #elsewhere = new Suspicion();
  readonly #filter: Filter;
  readonly #batchSize: number;

  constructor(
    private readonly parts: FollowParts,
    options: FollowOptions,
    private readonly signal: AbortSignal,
  ) {
    this.#place = options.after === null ? null : readPosition(options.after);
    this.#filter = filterFor(options.prefixes);
    this.#batchSize = options.batchSize ?? DEFAULT_BATCH;
  }

  /** Ends when the signal aborts, or when the subscription has lost touch with the log. @throws StoreUnavailable, WrongLog */
  async *untilTrouble(): AsyncGenerator<FollowBatch> {
    this.#saidCaughtUp = false;
    yield* this.#toHead();
    if (this.#isStopped()) return;
    const feed = new LiveFeed(this.parts.connection, this.#place, this.#filter);
    try {
      yield* this.#live(feed);
    } finally {
      feed.close();
    }
  }

  async *#live(feed: LiveFeed): AsyncGenerator<FollowBatch> {
    while (!this.#isStopped()) {
      const taken = await feed.take(this.#batchSize, this.#saidCaughtUp ? IDLE_MS : QUIET_MS, this.signal);
      const events = this.#unhandled(taken);
      // true as far as the server has brought them; the caller is told of the head itself once it is quiet
      if (events.length > 0) yield { ...this.#batch(events, false), caughtUp: feed.isEmpty };
      else if (taken.length === 0) {
        let missed = 0;
        for await (const batch of this.#toHead()) {
          missed += batch.events.length;
          yield batch;
        }
        // the log had events that the subscription did not bring
        if (missed > 0) return;
      }
    }
  }

  /** Reads pages until one ends at what was the head when it was asked for. */
  async *#toHead(): AsyncGenerator<FollowBatch> {
    for (;;) {
      const head = await orAborted(readHead(this.parts.connection), this.signal);
      if (this.#isStopped()) return;
      this.#checkBelongs(head);
      if (head === null || this.#isAt(head)) {
        if (!this.#saidCaughtUp && head !== null) yield this.#batch([], true, head);
        return;
      }
      let pages = 0;
      for (let page = await this.#readPage(this.#place); page !== null; pages += 1) {
        const end = page.events.at(-1);
        // while the caller handles this page the next is read already
        const next = page.isFull && end !== undefined ? this.#readPage(placeOf(end)) : null;
        next?.catch(() => undefined);
        yield* this.#slices(page, next === null ? head : null, pages === 0);
        page = await next;
      }
      if (this.#isStopped() || this.#saidCaughtUp) return;
    }
  }

  /** The page in batches. `head` is given with the last page of a round: up to there the log was read. */
  *#slices({ events }: AllPage, head: LogPlace | null, isWholeRound: boolean): Generator<FollowBatch> {
    for (let i = 0; i < events.length || (head !== null && i === 0); i += this.#batchSize) {
      if (this.#isStopped()) return;
      const slice = events.slice(i, i + this.#batchSize);
      const isLast = i + this.#batchSize >= events.length;
      yield isLast && head !== null ? this.#batch(slice, isWholeRound, head) : this.#batch(slice, false);
    }
  }

  async #readPage(after: LogPlace | null): Promise<AllPage | null> {
    const { connection } = this.parts;
    try {
      const page = await orAborted(readAllPage(connection, after, this.#filter, PAGE_EVENTS), this.signal);
      this.#elsewhere.isUnfounded();
      return page;
    } catch (error) {
      if (after === null || !(await isRefusedAt(connection, after))) throw error;
      const refusal = `the event log cannot be read at position ${writePosition(after)}, though at its end it can`;
      throw this.#elsewhere.isConfirmed()
        ? new WrongLog(`${refusal}: was it restored from an older backup, or exchanged?`, { cause: error })
        : new StoreUnavailable(refusal, { cause: error });
    }
  }

  /** Takes the events as given out, and the log as read up to `head` if given. */
  #batch(events: readonly ClientEvent[], caughtUp: boolean, head: LogPlace | null = null): FollowBatch {
    const last = events.at(-1);
    const end = last === undefined ? (head ?? this.#place) : later(placeOf(last), head);
    if (end === null) throw new Error('a batch of nothing from nowhere');
    this.#place = later(end, this.#place);
    this.#saidCaughtUp = caughtUp;
    this.parts.knows(this.#place);
    return { events: events.filter(isOurs).map(toRecordedEvent), position: writePosition(this.#place), caughtUp };
  }

  /** A subscription may bring what a page has brought before. */
  #unhandled(events: readonly ClientEvent[]): ClientEvent[] {
    const place = this.#place;
    return place === null ? [...events] : events.filter((event) => isAfter(placeOf(event), place));
  }

  #isStopped(): boolean {
    return this.signal.aborted;
  }

  #isAt(head: LogPlace): boolean {
    return this.#place !== null && !isAfter(head, this.#place);
  }

  /** @throws WrongLog, StoreUnavailable as long as it may be a passing state of the log */
  #checkBelongs(head: LogPlace | null): void {
    if (this.#place === null || (head !== null && !isAfter(this.#place, head))) {
      this.#beyondEnd.isUnfounded();
      return;
    }
    const end = head === null ? 'it is empty' : `its head is ${writePosition(head)}`;
    const message = `position ${writePosition(this.#place)} lies beyond the end of this log: ${end}`;
    throw this.#beyondEnd.isConfirmed() ? new WrongLog(message) : new StoreUnavailable(message);
  }
}

/** Bears a server that is away for a while: dropped subscriptions and restarts are daily life, an outage is the caller's business. */
class Outage {
  #since: number | null = null;
  readonly #backOff = new BackOff(BACK_OFF);

  constructor(private readonly longestMs: number) {}

  isOver(): void {
    this.#since = null;
    this.#backOff.reset();
  }

  /** @throws the error, when the outage has lasted too long */
  async pause(error: StoreUnavailable, signal: AbortSignal): Promise<void> {
    this.#since ??= Date.now();
    if (Date.now() - this.#since >= this.longestMs) throw error;
    await this.#backOff.pause(signal);
  }
}
