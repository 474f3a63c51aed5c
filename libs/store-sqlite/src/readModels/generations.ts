import type { Difference } from '#domain';
import {
  assertNotDropped,
  buildOf,
  BuildUnderWay,
  changedEntry,
  droppedEntry,
  liveOf,
  nextEntry,
  switchedEntries,
  type Generation,
  type GenerationBelieved,
  type GenerationChange,
  type GenerationEntry,
  type GenerationState,
} from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import { inSnapshot, inTransaction } from '../sqlite/transaction.js';
import { createTables, type GenerationKey } from './generationTables.js';

/** `comparison` is the key of its difference's text. */
export interface GenerationRow extends GenerationEntry {
  readonly comparison: number | null;
}

/** As the table has it: what is no single value is JSON. */
type StoredRow = Omit<GenerationRow, 'troubles' | 'goal'> & { readonly troubles: string; readonly goal: string | null };

export type BuildRequest = Pick<Generation, 'projection' | 'rulesVersion' | 'logIdentity' | 'switching'>;

/** Generations with the differences that the asking thread does not hold yet. */
export interface GenerationList {
  readonly rows: readonly GenerationRow[];
  readonly comparisons: readonly { readonly key: number; readonly text: string }[];
}

const now = (): string => new Date().toISOString();

/** The entries of generations. */
export class Generations {
  readonly #list: Statement;
  readonly #state: Statement;
  readonly #save: Statement;
  readonly #comparison: Statement;
  readonly #addComparison: Statement;
  readonly #dropComparison: Statement;

  constructor(private readonly db: Database) {
    this.#list = db.prepare(
      `SELECT projection, number, rules_version AS rulesVersion, state, log_identity AS logIdentity, created_at AS createdAt,
       switching, error, troubles, goal, comparison, switched_at AS switchedAt FROM generations WHERE projection = ? ORDER BY number`,
    );
    this.#state = db.prepare('SELECT state FROM generations WHERE projection = ? AND number = ?');
    this.#save = db.prepare(
      `INSERT OR REPLACE INTO generations (projection, number, rules_version, state, log_identity, created_at, switching, error,
       troubles, goal, comparison, switched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#comparison = db.prepare('SELECT key, text FROM comparisons WHERE key = ?');
    this.#addComparison = db.prepare('INSERT INTO comparisons (text) VALUES (?)');
    this.#dropComparison = db.prepare('DELETE FROM comparisons WHERE key = ?');
  }

  list(projection: string, known: readonly number[]): GenerationList {
    return inSnapshot(this.db, () => {
      const rows = this.#rows(projection);
      const wanted = rows.flatMap(({ comparison }) =>
        comparison === null || known.includes(comparison) ? [] : [comparison],
      );
      return { rows, comparisons: wanted.map((key) => this.#comparison.get(key) as { key: number; text: string }) };
    });
  }

  /** @throws GenerationConflict its documents are gone */
  assertNotDropped(generation: GenerationKey): void {
    assertNotDropped(generation, this.#stateOf(generation));
  }

  isDropped(generation: GenerationKey): boolean {
    return this.#stateOf(generation) === 'dropped';
  }

  isBuilding(generation: GenerationKey): boolean {
    return this.#stateOf(generation) === 'building';
  }

  /** The live generation; made, tables, indexes and all, when there is none. */
  open(request: BuildRequest): Generation {
    return inTransaction(this.db, () => {
      const rows = this.#rows(request.projection);
      const live = liveOf(rows);
      return live === undefined ? this.#make(rows, request, 'live') : this.#generation(live);
    });
  }

  /** @throws BuildUnderWay */
  startBuild(request: BuildRequest): Generation {
    return inTransaction(this.db, () => {
      const rows = this.#rows(request.projection);
      const build = buildOf(rows);
      if (build !== undefined) throw new BuildUnderWay(this.#generation(build));
      return this.#make(rows, request, 'building');
    });
  }

  /** @throws GenerationConflict */
  change(believed: GenerationBelieved, change: GenerationChange): Generation {
    return inTransaction(this.db, () => {
      const changed = changedEntry(this.#rows(believed.projection), believed, change);
      const { difference } = change;
      const saved = difference === undefined ? changed : this.#withDifference(changed, difference);
      this.#saveRow(saved);
      return this.#generation(saved);
    });
  }

  /** @throws GenerationConflict */
  switchTo(believed: GenerationBelieved, inPlaceOf: number | null): Generation {
    return inTransaction(this.db, () => {
      const { kept, live } = switchedEntries(
        this.#rows(believed.projection),
        believed,
        now(),
        inPlaceOf === null ? undefined : { number: inPlaceOf },
      );
      if (kept !== null) this.#saveRow(kept);
      this.#saveRow(live);
      return this.#generation(live);
    });
  }

  /** From now on nobody writes or reads its documents. To be called inside a transaction. @throws GenerationConflict */
  markDropped(believed: GenerationBelieved): void {
    const dropped = droppedEntry(this.#rows(believed.projection), believed);
    const { difference } = this.#generation(dropped);
    const hasSamples = difference !== null && difference.samples.length > 0;
    this.#saveRow(hasSamples ? this.#withDifference(dropped, { ...difference, samples: [] }) : dropped);
  }

  #stateOf({ projection, number }: GenerationKey): GenerationState | undefined {
    return (this.#state.get(projection, number) as { state: GenerationState } | undefined)?.state;
  }

  #rows(projection: string): GenerationRow[] {
    return (this.#list.all(projection) as StoredRow[]).map(({ troubles, goal, ...row }) => ({
      ...row,
      troubles: JSON.parse(troubles) as GenerationRow['troubles'],
      goal: goal === null ? null : (JSON.parse(goal) as GenerationRow['goal']),
    }));
  }

  #make(rows: readonly GenerationRow[], request: BuildRequest, state: 'building' | 'live'): Generation {
    const made = { ...nextEntry(rows, request, state, now()), comparison: null };
    createTables(this.db, made);
    this.#saveRow(made);
    return this.#generation(made);
  }

  #saveRow(row: GenerationRow): void {
    const { projection, number, rulesVersion, state, logIdentity, createdAt, switching } = row;
    const { error, troubles, goal, comparison, switchedAt } = row;
    const notes = [JSON.stringify(troubles), goal === null ? null : JSON.stringify(goal)] as const;
    const made = [projection, number, rulesVersion, state, logIdentity, createdAt] as const;
    this.#save.run(...made, switching, error, ...notes, comparison, switchedAt);
  }

  /** Under a new key, since others may hold the former one by its own. */
  #withDifference(row: GenerationRow, difference: Difference | null): GenerationRow {
    if (row.comparison !== null) this.#dropComparison.run(row.comparison);
    if (difference === null) return { ...row, comparison: null };
    const { lastInsertRowid } = this.#addComparison.run(JSON.stringify(difference));
    return { ...row, comparison: Number(lastInsertRowid) };
  }

  #generation({ comparison, ...entry }: GenerationRow): Generation {
    if (comparison === null) return { ...entry, difference: null };
    const { text } = this.#comparison.get(comparison) as { text: string };
    return { ...entry, difference: JSON.parse(text) as Difference };
  }
}
