import { BackOff, orAborted } from '#concurrency';
import { StoreUnavailable, WrongLog, type FollowBatch, type FollowOptions } from '#ports';
import type { Connection } from './connection.js';
import { SHORTEST_PAUSE_MS, type LogTail } from './logTail.js';
import { isAfter, later, readPosition, writePosition, type LogPlace } from './position.js';
import { isOurs, placeOf, toRecordedEvent, type ClientEvent } from './recordedEvent.js';
import { isRefusedAt, type AllPage } from './serverReads.js';
import type { SharedPages } from './sharedPages.js';
import { Suspicion } from './suspicion.js';

const DEFAULT_BATCH = 500;
const BACK_OFF = { firstMilliseconds: 100, longestMilliseconds: 2_000 };

export interface FollowParts {
  readonly connection: Connection;
  readonly tail: LogTail;
  readonly pages: SharedPages;
  /** How long the server may be unavailable before the follower fails. */
  readonly outageMs: number;
}

/**
 * Implements EventLog.follow by polling (docs/decisions/0026-following-by-polling.md): whenever the log's head moves, pages are read up to it.
 * While the server is unavailable it tries again, from the last event yielded.
 */
export async function* followLog(parts: FollowParts, options: FollowOptions): AsyncGenerator<FollowBatch> {
  const signal = AbortSignal.any([options.signal, parts.connection.closed]);
  const follower = new Follower(parts, options, signal);
  const retry = new Retry(parts.outageMs);
  while (!signal.aborted) {
    try {
      for await (const batch of follower.batches()) {
        retry.succeeded();
        yield batch;
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await retry.pauseAfter(error, signal);
    }
  }
}

/** One follower's place in the log, and the reads from there on. */
class Follower {
  /** Everything up to here has been yielded; null: nothing yet, and the follower begins at the start of the log. */
  #place: LogPlace | null;
  /** Whether the last batch said `caughtUp`. */
  #isCaughtUp = false;
  /** The log seems to end before the follower's place. */
  readonly #endsBeforePlace = new Suspicion();
  /** The log seems to have no event at the follower's place. */
  readonly #refusesPlace = new Suspicion();
  readonly #prefixes: readonly string[];
  readonly #batchSize: number;

  constructor(
    private readonly parts: FollowParts,
    options: FollowOptions,
    private readonly signal: AbortSignal,
  ) {
    this.#place = options.after === null ? null : readPosition(options.after);
    this.#prefixes = options.prefixes;
    this.#batchSize = options.batchSize ?? DEFAULT_BATCH;
  }

  /**
   * Yields batches until the signal aborts. After an error it can be called again and goes on from the same place.
   * @throws StoreUnavailable
   * @throws WrongLog the log is not the one that the follower's position comes from
   */
  async *batches(): AsyncGenerator<FollowBatch> {
    try {
      for (;;) {
        const head = await orAborted(this.parts.tail.readNextHead(), this.signal);
        if (this.#isStopped()) return;
        this.#checkPlaceIsInLog(head);
        if (head === null) continue;
        if (!this.#isAt(head)) yield* this.#readFrom(head);
        else if (!this.#isCaughtUp) yield this.#batch([], head);
      }
    } finally {
      // After an error the first batch that reaches the head says `caughtUp` again.
      this.#isCaughtUp = false;
    }
  }

  /**
   * Reads pages until one is empty. While events come the head is not read again, because that would double the number of reads.
   * @param head the log's head as it was read before the first page was asked for
   */
  async *#readFrom(head: LogPlace): AsyncGenerator<FollowBatch> {
    let page = await this.#readPage(0);
    if (page?.events.length === 0) yield this.#batch([], head);
    while (page !== null && page.events.length > 0) {
      // The next page is read while the caller handles this one.
      const next = page.isFull ? this.#readPage(0, page.events.at(-1)) : null;
      next?.catch(() => undefined);
      yield* this.#slices(page.events, next === null ? head : null);
      if (this.#isStopped()) return;
      page = await (next ?? this.#readPage(SHORTEST_PAUSE_MS));
    }
  }

  /** Cuts a page into batches. If `head` is given, the last batch also says that the log has been read up to there. */
  *#slices(events: readonly ClientEvent[], head: LogPlace | null): Generator<FollowBatch> {
    for (let i = 0; i < events.length; i += this.#batchSize) {
      if (this.#isStopped()) return;
      const isLast = i + this.#batchSize >= events.length;
      yield this.#batch(events.slice(i, i + this.#batchSize), isLast ? head : null);
    }
  }

  /** Reads, after a while, the events after `last`, by default those after the follower's place. Null when the signal aborted. */
  async #readPage(milliseconds: number, last?: ClientEvent): Promise<AllPage | null> {
    const after = last === undefined ? this.#place : placeOf(last);
    const { connection, pages } = this.parts;
    try {
      const page = await orAborted(pages.readAfter(after, this.#prefixes, milliseconds), this.signal);
      this.#refusesPlace.clear();
      return page;
    } catch (error) {
      if (after === null || !(await isRefusedAt(connection, after))) throw error;
      const refusal = `the event log cannot be read at position ${writePosition(after)}, though at its end it can`;
      throw this.#refusesPlace.confirm()
        ? new WrongLog(`${refusal}: was it restored from an older backup, or exchanged?`, { cause: error })
        : new StoreUnavailable(refusal, { cause: error });
    }
  }

  /** Makes a batch and moves the follower's place to its end: the later one of the last event and `head`, if the log was read up to there. */
  #batch(events: readonly ClientEvent[], head: LogPlace | null): FollowBatch {
    const last = events.at(-1);
    const end = last === undefined ? head : later(placeOf(last), head);
    if (end === null) throw new Error('a batch needs an event or the head of the log');
    const { tail } = this.parts;
    tail.noteEventAt(end);
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

  /**
   * Checks that the log does not end before the follower's place.
   * @throws StoreUnavailable it does, which may still be a passing state
   * @throws WrongLog it has done so for some time
   */
  #checkPlaceIsInLog(head: LogPlace | null): void {
    if (this.#place === null || (head !== null && !isAfter(this.#place, head))) {
      this.#endsBeforePlace.clear();
      return;
    }
    const end = head === null ? 'it is empty' : `its head is ${writePosition(head)}`;
    const message = `position ${writePosition(this.#place)} lies beyond the end of this log: ${end}`;
    throw this.#endsBeforePlace.confirm() ? new WrongLog(message) : new StoreUnavailable(message);
  }
}

/** Bridges a short outage of the server, such as a restart. A longer one is left to the caller of the follower. */
class Retry {
  #failingSince: number | null = null;
  readonly #backOff = new BackOff(BACK_OFF);

  constructor(private readonly longestMs: number) {}

  succeeded(): void {
    this.#failingSince = null;
    this.#backOff.reset();
  }

  /**
   * Waits until it is time to try again.
   * @throws StoreUnavailable the given error, when nothing has succeeded for too long
   */
  async pauseAfter(error: StoreUnavailable, signal: AbortSignal): Promise<void> {
    this.#failingSince ??= performance.now();
    if (performance.now() - this.#failingSince >= this.longestMs) throw error;
    await this.#backOff.pause(signal);
  }
}
