import type { CheckpointMove, Summary } from '#ports';
import type { Database } from '../sqlite/driver.js';
import { moveCheckpoint } from './checkpoints.js';
import type { Writer } from './writer.js';

/** The part of Summaries of #ports that reads. */
export const summaryReads = {
  summaries: (db: Database, first: string, last: string): readonly Summary[] => {
    const rows = db.prepare('SELECT name, content FROM summaries WHERE name BETWEEN ? AND ? ORDER BY name');
    return (rows.all(first, last) as { name: string; content: string }[]).map(({ name, content }) => ({
      name,
      content: JSON.parse(content) as object,
    }));
  },
};

/** The part of Summaries of #ports that writes. */
export const summaryWrites = {
  saveSummaries: (writer: Writer, summaries: readonly Summary[], move: CheckpointMove | null): void =>
    writer.write(null, () => {
      if (move !== null) moveCheckpoint(writer.db, null, move);
      const save = writer.db.prepare('INSERT OR REPLACE INTO summaries (name, content) VALUES (?, ?)');
      for (const { name, content } of summaries) save.run(name, JSON.stringify(content));
    }),
};
