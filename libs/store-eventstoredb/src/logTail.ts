import { pause } from '#concurrency';
import type { Connection } from './connection.js';
import { isAfter, later, type LogPlace } from './position.js';
import { readHead } from './serverReads.js';

/**
 * Bounds of the pause between two reads of the head. It is short while the log grows, and becomes longer while it does not. Shorter ones
 * would make events visible later, not sooner, where processors are busy: each read costs every process on its way more than an event does
 * (docs/decisions/0026-following-by-polling.md).
 */
export const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 20;

/** Knows where the log ends. All followers that have read everything wait for the same next read of the head. */
export class LogTail {
  #furthest: LogPlace | null = null;
  /** The head when it was last read, and when that was. */
  #head: LogPlace | null = null;
  #readAt = 0;
  #pauseMs = SHORTEST_PAUSE_MS;
  #nextHead: Promise<LogPlace | null> | null = null;

  constructor(private readonly connection: Connection) {}

  /** The last place at which an event is known to be; null when none is known. */
  get furthest(): LogPlace | null {
    return this.#furthest;
  }

  /** Notes that there is an event at this place (null: the log is empty). */
  noteEventAt(place: LogPlace | null): void {
    if (place !== null) this.#furthest = later(place, this.#furthest);
  }

  /**
   * The log's head, read after this call was made; null when the log is empty.
   * @throws StoreUnavailable
   */
  readNextHead(): Promise<LogPlace | null> {
    this.#nextHead ??= this.#readHeadAfterPause();
    return this.#nextHead;
  }

  async #readHeadAfterPause(): Promise<LogPlace | null> {
    await pause(Math.max(0, this.#readAt + this.#pauseMs - performance.now()), this.connection.closed);
    // Whoever asks from here on needs another read, because this one may miss what is appended from now on.
    this.#nextHead = null;
    const head = await readHead(this.connection);
    this.noteEventAt(head);
    const hasGrown = head !== null && (this.#head === null || isAfter(head, this.#head));
    this.#pauseMs = hasGrown ? SHORTEST_PAUSE_MS : Math.min(this.#pauseMs + SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
    this.#head = head;
    this.#readAt = performance.now();
    return head;
  }
}
