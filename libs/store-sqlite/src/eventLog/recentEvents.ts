import type { RecordedEvent } from '#ports';

/** A run of the log without gaps: every event of the chosen streams after `after` and up to `position`. */
export interface LogRun {
  readonly after: number;
  readonly position: number;
  readonly events: readonly RecordedEvent[];
}

/** The limit for the texts that are kept. */
const MOST_CHARACTERS = 1024 * 1024;

interface KeptRun {
  readonly run: LogRun;
  readonly characters: number;
}

/** Counted for a run itself, beside its events. */
const RUN_CHARACTERS = 200;

const charactersOf = ({ events }: LogRun): number =>
  events.reduce((sum, { text }) => sum + text.length, RUN_CHARACTERS);

/**
 * Keeps the events that were read last. The linker and the projections read the same end of the log one shortly after the other, and so
 * the second need not read the events again.
 */
export class RecentEvents {
  /** For each choice of prefixes, runs that follow one another without a gap, the oldest first. */
  readonly #runs = new Map<string, KeptRun[]>();

  add(prefixes: readonly string[], run: LogRun): void {
    if (run.position === run.after) return;
    const name = prefixes.join();
    const keptBefore = this.#runs.get(name) ?? [];
    const runs = keptBefore.at(-1)?.run.position === run.after ? keptBefore : [];
    runs.push({ run, characters: charactersOf(run) });
    let characters = runs.reduce((sum, kept) => sum + kept.characters, 0);
    while (runs.length > 1 && characters > MOST_CHARACTERS) characters -= runs.shift()?.characters ?? 0;
    this.#runs.set(name, runs);
  }

  /** The kept events that come directly after a position, at most `limit` of them; null when there are none. */
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
