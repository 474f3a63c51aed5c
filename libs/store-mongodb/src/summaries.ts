import type { CheckpointMove, Summary } from '#ports';
import { moveCheckpoint } from './checkpoints.js';
import { summariesOf } from './collections.js';
import type { Connection } from './connect.js';
import { inTransaction } from './transaction.js';
import { DURABLE, ACKNOWLEDGED } from './writeConcerns.js';

/** Summaries of #ports. */
export const summaries = {
  summaries: async ({ db }: Connection, first: string, last: string): Promise<readonly Summary[]> => {
    const found = summariesOf(db).find({ _id: { $gte: first, $lte: last } });
    return (await found.sort({ _id: 1 }).toArray()).map(({ _id, content }) => ({ name: _id, content }));
  },

  saveSummaries: ({ client, db }: Connection, saved: readonly Summary[], move: CheckpointMove | null): Promise<void> =>
    inTransaction(client, move === null ? DURABLE : ACKNOWLEDGED, async (session) => {
      if (move !== null) await moveCheckpoint(db, null, move, session);
      for (const { name, content } of saved)
        await summariesOf(db).replaceOne({ _id: name }, { content }, { upsert: true, session });
    }),
};
