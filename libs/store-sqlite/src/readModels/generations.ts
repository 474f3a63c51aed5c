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
  type GenerationState,
} from '#ports';
import type { Database, Statement } from '../sqlite/driver.js';
import { inTransaction } from '../sqlite/transaction.js';
import { createTables, type GenerationKey } from './generationTables.js';

/** As the table has it: what is no single value is JSON. */
type StoredRow = Omit<Generation, 'troubles' | 'goal'> & { readonly troubles: string; readonly goal: string | null };

export type BuildRequest = Pick<Generation, 'projection' | 'rulesVersion' | 'logIdentity' | 'switching'>;

const now = (): string => new Date().toISOString();

/** The entries of generations. */
export class Generations {
  readonly #list: Statement;
  readonly #state: Statement;
  readonly #save: Statement;

  constructor(private readonly db: Database) {
    this.#list = db.prepare(
      `SELECT projection, number, rules_version AS rulesVersion, state, log_identity AS logIdentity, created_at AS createdAt,
       switching, error, troubles, goal, switched_at AS switchedAt FROM generations WHERE projection = ? ORDER BY number`,
    );
    this.#state = db.prepare('SELECT state FROM generations WHERE projection = ? AND number = ?');
    this.#save = db.prepare(
      `INSERT OR REPLACE INTO generations (projection, number, rules_version, state, log_identity, created_at, switching, error,
       troubles, goal, switched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  list(projection: string): Generation[] {
    return (this.#list.all(projection) as StoredRow[]).map(({ troubles, goal, ...row }) => ({
      ...row,
      troubles: JSON.parse(troubles) as Generation['troubles'],
      goal: goal === null ? null : (JSON.parse(goal) as Generation['goal']),
    }));
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
      const rows = this.list(request.projection);
      const live = liveOf(rows);
      return live === undefined ? this.#make(rows, request, 'live') : live;
    });
  }

  /** @throws BuildUnderWay */
  startBuild(request: BuildRequest): Generation {
    return inTransaction(this.db, () => {
      const rows = this.list(request.projection);
      const build = buildOf(rows);
      if (build !== undefined) throw new BuildUnderWay(build);
      return this.#make(rows, request, 'building');
    });
  }

  /** @throws GenerationConflict */
  change(believed: GenerationBelieved, change: GenerationChange): Generation {
    return inTransaction(this.db, () => {
      const changed = changedEntry(this.list(believed.projection), believed, change);
      this.#saveRow(changed);
      return changed;
    });
  }

  /** @throws GenerationConflict */
  switchTo(believed: GenerationBelieved, inPlaceOf: number | null): Generation {
    return inTransaction(this.db, () => {
      const { kept, live } = switchedEntries(
        this.list(believed.projection),
        believed,
        now(),
        inPlaceOf === null ? undefined : { number: inPlaceOf },
      );
      if (kept !== null) this.#saveRow(kept);
      this.#saveRow(live);
      return live;
    });
  }

  /** From now on nobody writes or reads its documents. To be called inside a transaction. @throws GenerationConflict */
  markDropped(believed: GenerationBelieved): void {
    this.#saveRow(droppedEntry(this.list(believed.projection), believed));
  }

  #stateOf({ projection, number }: GenerationKey): GenerationState | undefined {
    return (this.#state.get(projection, number) as { state: GenerationState } | undefined)?.state;
  }

  #make(rows: readonly Generation[], request: BuildRequest, state: 'building' | 'live'): Generation {
    const made = nextEntry(rows, request, state, now());
    createTables(this.db, made);
    this.#saveRow(made);
    return made;
  }

  #saveRow(row: Generation): void {
    const { projection, number, rulesVersion, state, logIdentity, createdAt, switching } = row;
    const { error, troubles, goal, switchedAt } = row;
    const notes = [JSON.stringify(troubles), goal === null ? null : JSON.stringify(goal)] as const;
    const made = [projection, number, rulesVersion, state, logIdentity, createdAt] as const;
    this.#save.run(...made, switching, error, ...notes, switchedAt);
  }
}
