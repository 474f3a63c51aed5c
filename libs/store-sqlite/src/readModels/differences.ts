import type { CallDifference, DifferenceCounts } from '#domain';
import { comparisonConflict, countedDifferences, pageOf, type Generation, type GenerationKey } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { inTwoParts } from '../worker/methods.js';
import { tablesOf } from './generationTables.js';
import { removeSomeDifferences } from './removal.js';
import type { Writer } from './writer.js';

interface DifferenceRow {
  readonly key: number;
  readonly text: string;
}

interface DifferencePage {
  readonly after: number | null;
  readonly limit: number;
}

/** Keys begin with 1 in an empty table, and grow by one. @throws GenerationConflict there are not so many differences */
const assertCount = (db: Database, generation: GenerationKey, count: number): void => {
  const { last } = db.prepare(`SELECT max(key) AS last FROM ${tablesOf(generation).differences}`).get() as {
    last: number | null;
  };
  if ((last ?? 0) !== count) throw comparisonConflict(generation);
};

/** The part of Differences of #ports that reads calls. */
export const differenceReads = {
  differences: inTwoParts(
    /** One more than asked for, so that it is known whether more follow. */
    (db: Database, generation: GenerationKey, { after, limit }: DifferencePage) =>
      db
        .prepare(`SELECT key, text FROM ${tablesOf(generation).differences} WHERE key > ? ORDER BY key LIMIT ?`)
        .all(after ?? 0, limit + 1) as DifferenceRow[],
    async (run, generation: Generation, page: DifferencePage) => {
      const { items, next } = pageOf(await run(generation, page), page.limit, ({ key }) => key);
      return { items: items.map(({ text }) => JSON.parse(text) as CallDifference), next };
    },
  ),
};

/** What stays of a generation when it is dropped. */
export const comparisons = {
  comparison: (db: Database, { projection, number }: GenerationKey): DifferenceCounts | null => {
    const found = db.prepare('SELECT counts FROM comparisons WHERE projection = ? AND generation = ?');
    const row = found.get(projection, number) as { counts: string } | undefined;
    return row === undefined ? null : (JSON.parse(row.counts) as DifferenceCounts);
  },
};

/** The part of Differences of #ports that writes. */
export const differenceWrites = {
  addDifferences: inTwoParts(
    (writer: Writer, generation: GenerationKey, texts: readonly string[], after: number): void =>
      writer.writeBuild(generation, () => {
        assertCount(writer.db, generation, after);
        const add = writer.db.prepare(`INSERT INTO ${tablesOf(generation).differences} (text) VALUES (?)`);
        for (const text of texts) add.run(text);
      }),
    (run, generation: Generation, differences: readonly CallDifference[], after: number) =>
      run(
        generation,
        differences.map((difference) => JSON.stringify(difference)),
        after,
      ),
  ),

  /** In steps, so that others can write in between. */
  clearDifferences: inTwoParts(
    (writer: Writer, generation: GenerationKey): boolean =>
      writer.write(generation, () => removeSomeDifferences(writer.db, generation)),
    async (run, generation: Generation): Promise<void> => {
      while (await run(generation));
    },
  ),

  saveComparison: (writer: Writer, generation: GenerationKey, counts: DifferenceCounts): void =>
    writer.write(generation, () => {
      assertCount(writer.db, generation, countedDifferences(counts));
      writer.db
        .prepare('INSERT OR REPLACE INTO comparisons (projection, generation, counts) VALUES (?, ?, ?)')
        .run(generation.projection, generation.number, JSON.stringify(counts));
    }),
};
