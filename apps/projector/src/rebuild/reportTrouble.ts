import { GenerationConflict, type Generation, type ReadModels } from '#ports';

/**
 * Stores with a build what keeps one reporter (a partition, or the process manager) from going on, or, with null, that nothing does any
 * more. Each reporter writes and takes back its own trouble alone, also that of its former run; what is stored already is not written again.
 */
export const reportTrouble = async (
  readModels: Pick<ReadModels, 'changeGeneration'>,
  build: Generation,
  reporter: string,
  reason: string | null,
): Promise<void> => {
  if ((build.troubles[reporter] ?? null) === reason) return;
  try {
    await readModels.changeGeneration(build, { trouble: { reporter, reason } });
  } catch (error) {
    if (!(error instanceof GenerationConflict)) throw error; // its state has changed meanwhile, and with that its troubles are over
  }
};
