import { CALLS, type ReadModels } from '#ports';

/**
 * Removes what a crash has left of generations that were being dropped. Where nothing is left there is little to do.
 * @throws StoreUnavailable
 */
export const finishDrops = async (readModels: Pick<ReadModels, 'generations' | 'dropGeneration'>): Promise<void> => {
  for (const generation of await readModels.generations(CALLS))
    if (generation.state === 'dropped') await readModels.dropGeneration(generation);
};
