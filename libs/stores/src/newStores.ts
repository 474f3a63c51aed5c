import { CALLS, StoreUnavailable, type EventLog, type ReadModels } from '#ports';

/** Null where a store is away. */
const unlessAway = async (isNew: () => Promise<boolean>): Promise<boolean | null> => {
  try {
    return await isNew();
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
};

/** Whether no event has ever been written to the log; null where it is away. */
export const isNewLog = (log: Pick<EventLog, 'head'>): Promise<boolean | null> =>
  unlessAway(async () => (await log.head()) === null);

/** Whether no generation has ever been begun in the read models; null where they are away. */
export const areNewReadModels = (readModels: Pick<ReadModels, 'generations'>): Promise<boolean | null> =>
  unlessAway(async () => (await readModels.generations(CALLS)).length === 0);
