import type { RecordedEvent } from '#ports';

/** A run of the log without gaps: every event of the chosen streams after `after` and up to `position`. */
export interface LogRun {
  readonly after: number;
  readonly position: number;
  readonly events: readonly RecordedEvent[];
}

/** Their bodies, parsed, take several times as much. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * What was read last. The linker and the projections follow the same end of the log, one a little behind the other: what one has
 * read and parsed the next need not read again.
 */
export class RecentEvents {
  readonly #runs = new Map<string, LogRun[]>();

  add(prefixes: readonly string[], run: LogRun): void {
    const name = prefixes.join();
    const known = this.#runs.get(name) ?? [];
    const runs = known.at(-1)?.position === run.after ? [...known, run] : [run];
    let characters = 0;
    const oldest = runs.findLastIndex(({ events }) => {
      characters += events.reduce((sum, { text }) => sum + text.length, 0);
      return characters > MOST_CHARACTERS;
    });
    this.#runs.set(name, runs.slice(oldest + 1));
  }

  /** What is remembered of the log just after a position; null when that is nothing. */
  after(prefixes: readonly string[], position: number): LogRun | null {
    const run = this.#runs.get(prefixes.join())?.find((one) => one.after <= position && position < one.position);
    if (run === undefined) return null;
    const from = run.events.findIndex((event) => Number(event.position) > position);
    return { ...run, after: position, events: from === -1 ? [] : run.events.slice(from) };
  }
}
