import { Binary, type ClientSession } from 'mongodb';
import { secondsOfHour, SEGMENT_FORMAT, segmentOf } from '#domain';
import type { Segments } from '#ports';
import { storedCall } from './callDocument.js';
import { startsBetween } from './conditions.js';
import type { GenerationStore } from './methods.js';
import { inTransaction } from './transaction.js';

/** Of marks of which something is not in a segment. */
export const UNSEALED = { format: { $ne: SEGMENT_FORMAT } };

const seal = async (
  { calls, marks, segments }: GenerationStore,
  hour: number,
  session: ClientSession,
): Promise<void> => {
  const { first, last } = secondsOfHour(hour);
  const found = await calls.find(startsBetween(first, last), { session }).toArray();
  const { columns, lastEnd } = segmentOf(found.map(storedCall));
  await marks.updateMany({ '_id.hour': hour, ...UNSEALED }, { $set: { format: SEGMENT_FORMAT } }, { session });
  await segments.replaceOne({ _id: hour }, { lastEnd, columns: new Binary(columns) }, { session, upsert: true });
};

/** Segments of #ports. */
export const segments = {
  /** In one transaction, which the server ends where a worker writes into one of the hours meanwhile. @throws StoreUnavailable then */
  sealHours: async (
    store: GenerationStore,
    { quietSince, most }: Parameters<Segments['sealHours']>[1],
  ): Promise<number> => {
    const quiet = await store.marks.find({ ...UNSEALED, changedAt: { $lte: quietSince } }, { limit: most }).toArray();
    const hours = new Set(quiet.map(({ _id }) => _id.hour));
    if (hours.size > 0)
      await inTransaction(store.client, async (session) => {
        for (const hour of hours) await seal(store, hour, session);
      });
    return hours.size;
  },
};
