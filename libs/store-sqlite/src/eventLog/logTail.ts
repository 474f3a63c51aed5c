import type { Respondent } from '../worker/protocol.js';
import type { LogReaderApi } from './logReader.js';

/** How often the log's head is read from the file, to notice appends of other processes. Those of this process are noted at once. */
const POLL_MS = 40;

interface Waiter {
  readonly beyond: number;
  readonly wake: () => void;
  readonly fail: (error: unknown) => void;
}

/** Knows where the log ends and wakes followers that wait for more events. It polls the file only while one waits. */
export class LogTail {
  #head = 0;
  #polling = false;
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly readers: Respondent<LogReaderApi>) {}

  /** The last known head of the log. The log may be longer by now. */
  get head(): number {
    return this.#head;
  }

  /** Notes that the log reaches at least this far. */
  noteHead(head: number): void {
    if (head <= this.#head) return;
    this.#head = head;
    for (const waiter of this.#waiters) if (head > waiter.beyond) waiter.wake();
  }

  /**
   * Resolves when the log has an event after `position`, or when `signal` aborts.
   * @throws StoreUnavailable the file cannot be read
   */
  async longerThan(position: number, signal: AbortSignal): Promise<void> {
    if (this.#head > position || signal.aborted) return;
    let waiter: Waiter | undefined;
    let onAbort: (() => void) | undefined;
    try {
      await new Promise<void>((wake, fail) => {
        waiter = { beyond: position, wake, fail };
        onAbort = wake;
        this.#waiters.add(waiter);
        signal.addEventListener('abort', onAbort);
        this.#poll();
      });
    } finally {
      if (waiter !== undefined) this.#waiters.delete(waiter);
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    }
  }

  #poll(): void {
    if (this.#polling) return;
    this.#polling = true;
    setTimeout(() => void this.#readHead(), POLL_MS);
  }

  async #readHead(): Promise<void> {
    try {
      if (this.#waiters.size > 0) this.noteHead(await this.readers.call('head', null));
    } catch (error) {
      for (const waiter of this.#waiters) waiter.fail(error);
    }
    this.#polling = false;
    if (this.#waiters.size > 0) this.#poll();
  }
}
