import { CALLS, type ReadModels } from '#ports';

/** The loop that does it. */
export const DROPS = 'drops';

/**
 * Removes what a crash has left of generations that were being dropped. Where nothing is left there is little to do.
 * @throws StoreUnavailable
 */
export const finishDrops = async (
  readModels: Pick<ReadModels, 'generations' | 'dropGeneration'>,
  signal: AbortSignal,
): Promise<void> => {
  const dropped = (await readModels.generations(CALLS)).filter(({ state }) => state === 'dropped');
  for (const generation of dropped) if (!signal.aborted) await readModels.dropGeneration(generation);
};
