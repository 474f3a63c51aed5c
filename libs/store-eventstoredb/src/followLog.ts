import { BackOff, orAborted, pause } from '#concurrency';
import type { Filter } from '@kurrent/kurrentdb-client';
import { StoreUnavailable, WrongLog, type FollowBatch, type FollowOptions } from '#ports';
import type { Connection } from './connection.js';
import { SHORTEST_PAUSE_MS, type LogTail } from './logTail.js';
import { isAfter, later, readPosition, writePosition, type LogPlace } from './position.js';
import { isOurs, placeOf, toRecordedEvent, type ClientEvent } from './recordedEvent.js';
import { filterFor, isRefusedAt, readAllPage, type AllPage } from './serverReads.js';
import { Suspicion } from './suspicion.js';

const DEFAULT_BATCH = 500;
/** Events per read while catching up: a small read can cost 40 ms, however little it brings. */
const PAGE_EVENTS = 2_000;
const BACK_OFF = { firstMilliseconds: 100, longestMilliseconds: 2_000 };

export interface FollowParts {
  readonly connection: Connection;
  readonly tail: LogTail;
  /** How long the server may be away before the follower fails. */
  readonly outageMs: number;
}

/** EventLog.follow: pages up to the head, as often as it moves; after trouble, again from the last event given. */
export async function* followLog(parts: FollowParts, options: FollowOptions): AsyncGenerator<FollowBatch> {
  const signal = AbortSignal.any([options.signal, parts.connection.closed]);
  const follower = new Follower(parts, options, signal);
  const outage = new Outage(parts.outageMs);
  while (!signal.aborted) {
    try {
      for await (const batch of follower.batches()) {
        outage.isOver();
        yield batch;
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await outage.pause(error, signal);
    }
  }
}

/** One follower: its place in the log, and how it goes on from there. */
class Follower {
  /** Everything up to here has been given to the caller. */
  #place: LogPlace | null;
  /** What the last batch has said. */
  #isCaughtUp = false;
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

  /** Ends when the signal aborts. @throws StoreUnavailable, WrongLog */
  async *batches(): AsyncGenerator<FollowBatch> {
    try {
      for (;;) {
        const head = await orAborted(this.parts.tail.nextLook(), this.signal);
        if (this.#isStopped()) return;
        this.#checkBelongs(head);
        if (head === null) continue;
        if (!this.#isAt(head)) yield* this.#readFrom(head);
        else if (!this.#isCaughtUp) yield this.#batch([], head);
      }
    } finally {
      // after trouble the caller hears again that it is caught up
      this.#isCaughtUp = false;
    }
  }

  /**
   * Reads pages until one is empty. The log reached up to `head` before the first of them was asked for. While events come, the next page
   * is asked for without another look at the head: that would cost a second read for each.
   */
  async *#readFrom(head: LogPlace): AsyncGenerator<FollowBatch> {
    let page = await this.#readPage();
    if (page?.events.length === 0) yield this.#batch([], head);
    while (page !== null && page.events.length > 0) {
      // while the caller handles a full page the next is read already
      const next = page.isFull ? this.#readPage(page.events.at(-1)) : null;
      next?.catch(() => undefined);
      yield* this.#slices(page.events, next === null ? head : null);
      if (this.#isStopped()) return;
      page = await (next ?? pause(SHORTEST_PAUSE_MS, this.signal).then(() => this.#readPage()));
    }
  }

  /** A page in batches; the last of them also stands for the log up to `head`, where that is given. */
  *#slices(events: readonly ClientEvent[], head: LogPlace | null): Generator<FollowBatch> {
    for (let i = 0; i < events.length; i += this.#batchSize) {
      if (this.#isStopped()) return;
      const isLast = i + this.#batchSize >= events.length;
      yield this.#batch(events.slice(i, i + this.#batchSize), isLast ? head : null);
    }
  }

  /** What comes after the last event given, or after `last`; null when stopped. */
  async #readPage(last?: ClientEvent): Promise<AllPage | null> {
    const after = last === undefined ? this.#place : placeOf(last);
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

  /** A batch of these events; with `head`, the log has been read up to there too. Moves the follower's place. */
  #batch(events: readonly ClientEvent[], head: LogPlace | null): FollowBatch {
    const last = events.at(-1);
    const end = last === undefined ? head : later(placeOf(last), head);
    if (end === null) throw new Error('a batch of nothing from nowhere');
    const { tail } = this.parts;
    tail.reaches(end);
    this.#place = end;
    this.#isCaughtUp = head !== null && this.#isAt(tail.furthest ?? end);
    return {
      events: events.filter(isOurs).map(toRecordedEvent),
      position: writePosition(end),
      caughtUp: this.#isCaughtUp,
    };
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

/** Waits and tries again while the server is away for a short time, as at a restart. A longer outage is the caller's business. */
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
    this.#since ??= performance.now();
    if (performance.now() - this.#since >= this.longestMs) throw error;
    await this.#backOff.pause(signal);
  }
}
