import { GenerationConflict, partitionName, type Generation, type Generations } from '#ports';
import type { ProcessorId } from '../runner/processor.js';

/**
 * Stores with a build what keeps one processor from going on with it, or, with null, that nothing does any more. Each writes and takes back
 * its own trouble alone, also that of its former run; what is stored already is not written again.
 */
export const reportTrouble = async (
  readModels: Pick<Generations, 'changeGeneration'>,
  build: Generation,
  id: ProcessorId,
  reason: string | null,
): Promise<void> => {
  const reporter = id.kind === 'projection' ? partitionName(id.partition) : id.kind;
  if ((build.troubles[reporter] ?? null) === reason) return;
  try {
    await readModels.changeGeneration(build, { trouble: { reporter, reason } });
  } catch (error) {
    if (!(error instanceof GenerationConflict)) throw error; // its state has changed meanwhile, and with that its troubles are over
  }
};
