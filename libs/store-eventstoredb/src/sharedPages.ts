import { setTimeout as wait } from 'node:timers/promises';
import { writePosition, type LogPlace } from './position.js';
import type { AllPage } from './serverReads.js';

type ReadPage = (after: LogPlace | null, prefixes: readonly string[]) => Promise<AllPage>;

/**
 * Reads pages of the log. The linker and the projection of a process follow the same streams and are mostly at the same place, so who asks
 * for a page that somebody waits for already is given the same. A read that has begun is given to nobody else: it may miss what was
 * appended since.
 */
export class SharedPages {
  readonly #waiting = new Map<string, Promise<AllPage>>();

  constructor(private readonly read: ReadPage) {}

  /**
   * The page after a place (null: from the log's beginning), read at some time after this call was made.
   * @param milliseconds how long to wait before it is read, unless somebody waits for it already
   * @throws StoreUnavailable, and what else the read throws
   */
  readAfter(after: LogPlace | null, prefixes: readonly string[], milliseconds: number): Promise<AllPage> {
    const page = `${after === null ? '' : writePosition(after)} ${prefixes.join()}`;
    const waiting = this.#waiting.get(page);
    if (waiting !== undefined) return waiting;
    const reading = wait(milliseconds).then(() => {
      this.#waiting.delete(page);
      return this.read(after, prefixes);
    });
    this.#waiting.set(page, reading);
    return reading;
  }
}
