import { pause } from '#concurrency';
import type { Connection } from './connection.js';
import { isAfter, later, type LogPlace } from './position.js';
import { readHead } from './serverReads.js';

/** How long after one read the next one begins: soon while the log grows, and less and less often while it does not. */
export const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 50;

/** Where the log ends. Followers that have read everything wait for the next look at the head, and share it. */
export class LogTail {
  #furthest: LogPlace | null = null;
  /** What the last look has found, and when it was. */
  #head: LogPlace | null = null;
  #lookedAt = 0;
  #pauseMs = SHORTEST_PAUSE_MS;
  #nextLook: Promise<LogPlace | null> | null = null;

  constructor(private readonly connection: Connection) {}

  /** The furthest place at which an event is known to stand. */
  get furthest(): LogPlace | null {
    return this.#furthest;
  }

  /** Notes that an event stands at this place. */
  reaches(place: LogPlace | null): void {
    if (place !== null) this.#furthest = later(place, this.#furthest);
  }

  /**
   * The log's head, as the server gives it after this call; null when the log is empty.
   * @throws StoreUnavailable
   */
  nextLook(): Promise<LogPlace | null> {
    this.#nextLook ??= this.#look();
    return this.#nextLook;
  }

  async #look(): Promise<LogPlace | null> {
    await pause(Math.max(0, this.#lookedAt + this.#pauseMs - performance.now()), this.connection.closed);
    // whoever asks from here on gets another look: this one may miss what is appended from now on
    this.#nextLook = null;
    const head = await readHead(this.connection);
    this.reaches(head);
    const hasGrown = head !== null && (this.#head === null || isAfter(head, this.#head));
    this.#pauseMs = hasGrown ? SHORTEST_PAUSE_MS : Math.min(this.#pauseMs + SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
    this.#head = head;
    this.#lookedAt = performance.now();
    return head;
  }
}
