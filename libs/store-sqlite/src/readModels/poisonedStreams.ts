import type { PoisonedStream, StreamPage, GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inSnapshot } from '../sqlite/transaction.js';
import { stateOf } from './generationRows.js';
import { tablesOf } from './generationTables.js';

/** Of a dropped generation nothing is poisoned, and its tables may be gone. */
const unlessDropped = <Result>(db: Database, generation: GenerationKey, none: Result, read: () => Result): Result =>
  inSnapshot(db, () => (stateOf(db, generation) === 'dropped' ? none : read()));

const select = (generation: GenerationKey): string =>
  `SELECT stream, revision, message, at FROM ${tablesOf(generation).poisoned}`;

/** The part of StoredDocuments of #ports that reads poisoned streams. */
export const poisonedStreams = {
  poisoned: (db: Database, generation: GenerationKey, { after, limit }: StreamPage): readonly PoisonedStream[] =>
    unlessDropped(db, generation, [], () => {
      const page = db.prepare(`${select(generation)} WHERE stream > ? ORDER BY stream LIMIT ?`);
      return page.all(after ?? '', limit) as PoisonedStream[];
    }),

  poisonedNamed: (db: Database, generation: GenerationKey, names: readonly string[]): readonly PoisonedStream[] =>
    unlessDropped(db, generation, [], () => {
      const named = db.prepare(
        `${select(generation)} WHERE stream IN (SELECT value FROM json_each(?)) ORDER BY stream`,
      );
      return named.all(JSON.stringify(names)) as PoisonedStream[];
    }),

  countPoisoned: (db: Database, generation: GenerationKey): number =>
    unlessDropped(db, generation, 0, () => {
      const row = db.prepare(`SELECT count(*) AS count FROM ${tablesOf(generation).poisoned}`).get();
      return (row as { count: number }).count;
    }),
};
