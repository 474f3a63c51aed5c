import { CALLS, type Generations } from '#ports';

/** Removes what a crash has left of generations that were being dropped. @throws StoreUnavailable */
export const finishDrops = async (
  readModels: Pick<Generations, 'generations' | 'dropGeneration'>,
  signal: AbortSignal,
): Promise<void> => {
  const dropped = (await readModels.generations(CALLS)).filter(({ state }) => state === 'dropped');
  for (const generation of dropped) if (!signal.aborted) await readModels.dropGeneration(generation);
};
