import { GenerationConflict, partitionName, type Generation, type Generations } from '#ports';
import type { ProcessorId } from '../runner/processor.js';

/**
 * Stores with a build why one processor cannot go on with it; a reason of null: it can. Each processor writes its own trouble alone, and
 * only where it differs from what is stored.
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
    if (!(error instanceof GenerationConflict)) throw error; // its state has changed, which has ended its troubles
  }
};
