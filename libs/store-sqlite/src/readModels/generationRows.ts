import { assertNotDropped, type Generation, type GenerationState, type GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { prepared } from '../sqlite/prepared.js';

/** As the table has it: what is no single value is JSON. */
type StoredRow = Omit<Generation, 'troubles' | 'goal' | 'feed'> & {
  readonly troubles: string;
  readonly goal: string | null;
  readonly feed: string;
};

/** By number. */
export const listGenerations = (db: Database, projection: string): Generation[] => {
  const rows = db
    .prepare(
      `SELECT projection, number, rules_version AS rulesVersion, state, log_identity AS logIdentity, created_at AS createdAt,
       switching, troubles, goal, switched_at AS switchedAt, feed FROM generations WHERE projection = ? ORDER BY number`,
    )
    .all(projection) as StoredRow[];
  return rows.map(({ troubles, goal, feed, ...row }) => ({
    ...row,
    troubles: JSON.parse(troubles) as Generation['troubles'],
    goal: goal === null ? null : (JSON.parse(goal) as Generation['goal']),
    feed: JSON.parse(feed) as Generation['feed'],
  }));
};

export const saveGeneration = (db: Database, generation: Generation): void => {
  const { projection, number, rulesVersion, state, logIdentity, createdAt, switching } = generation;
  const { troubles, goal, switchedAt, feed } = generation;
  const made = [projection, number, rulesVersion, state, logIdentity, createdAt] as const;
  const notes = [JSON.stringify(troubles), goal === null ? null : JSON.stringify(goal)] as const;
  db.prepare(
    `INSERT OR REPLACE INTO generations (projection, number, rules_version, state, log_identity, created_at, switching,
     troubles, goal, switched_at, feed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(...made, switching, ...notes, switchedAt, JSON.stringify(feed));
};

export const stateOf = (db: Database, { projection, number }: GenerationKey): GenerationState | undefined => {
  const select = prepared(db, 'SELECT state FROM generations WHERE projection = ? AND number = ?');
  const row = select.get(projection, number);
  return (row as { state: GenerationState } | undefined)?.state;
};

/**
 * Reads a generation's tables. A drop says so before it takes the first row: what was read while that has not been said is whole.
 * @throws GenerationConflict the generation has been dropped; then no error of the read counts, since its tables may be gone
 */
export const readWhole = <Result>(db: Database, generation: GenerationKey, read: () => Result): Result => {
  try {
    return read();
  } finally {
    assertNotDropped(generation, stateOf(db, generation));
  }
};
