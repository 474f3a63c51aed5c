import type { RecordedEvent } from '#ports';

/** A run of the log without gaps: every event of the chosen streams after `after` and up to `position`. */
export interface LogRun {
  readonly after: number;
  readonly position: number;
  readonly events: readonly RecordedEvent[];
}

/** Their bodies, parsed, take several times as much. */
const MOST_CHARACTERS = 1024 * 1024;

interface Remembered {
  readonly run: LogRun;
  readonly characters: number;
}

/** What a run costs without its events. */
const RUN_CHARACTERS = 200;

const charactersOf = ({ events }: LogRun): number =>
  events.reduce((sum, { text }) => sum + text.length, RUN_CHARACTERS);

/**
 * What was read last. The linker and the projections follow the same end of the log, one a little behind the other: what one has
 * read and parsed the next need not read again.
 */
export class RecentEvents {
  /** By prefixes: runs that follow one on another, the oldest first. */
  readonly #runs = new Map<string, Remembered[]>();

  add(prefixes: readonly string[], run: LogRun): void {
    if (run.position === run.after) return;
    const name = prefixes.join();
    const known = this.#runs.get(name) ?? [];
    const runs = known.at(-1)?.run.position === run.after ? known : [];
    runs.push({ run, characters: charactersOf(run) });
    let characters = runs.reduce((sum, remembered) => sum + remembered.characters, 0);
    while (runs.length > 1 && characters > MOST_CHARACTERS) characters -= runs.shift()?.characters ?? 0;
    this.#runs.set(name, runs);
  }

  /** What is remembered of the log just after a position, at most `limit` events; null when that is nothing. */
  after(prefixes: readonly string[], position: number, limit: number): LogRun | null {
    const run = this.#runs.get(prefixes.join())?.findLast((one) => one.run.after <= position)?.run;
    if (run === undefined || run.position <= position) return null;
    const from = run.events.findIndex((event) => Number(event.position) > position);
    const rest = from === -1 ? [] : run.events.slice(from);
    const events = rest.slice(0, limit);
    const last = events.at(-1);
    return { after: position, position: rest.length > limit && last ? Number(last.position) : run.position, events };
  }
}
