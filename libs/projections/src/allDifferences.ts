import type { CallDifference } from '#domain';
import { countedDifferences, GenerationConflict, generationName, type Differences, type Generation } from '#ports';
import { differencePages } from './differencePages.js';

const PAGE = 100;

/**
 * Every call that is added, removed or changed in a generation, against the one it was compared with.
 * @throws StoreUnavailable
 * @throws GenerationConflict it has been dropped; or, once all has been given, there were not as many as its comparison has counted:
 *   another one has begun meanwhile, or one was cut off
 */
export async function* allDifferences(
  readModels: Pick<Differences, 'comparison' | 'differences'>,
  generation: Generation,
): AsyncGenerator<CallDifference> {
  // before the calls: what a comparison that ends meanwhile has counted says nothing of those that were read before
  const counts = await readModels.comparison(generation);
  let given = 0;
  for await (const page of differencePages(readModels, generation, PAGE)) {
    given += page.length;
    yield* page;
  }
  if (counts === null) return;
  const counted = countedDifferences(counts);
  if (given !== counted)
    throw new GenerationConflict(
      `of the ${counted} calls that differ in ${generationName(generation)} ${given} were there: it is being compared again, or that was cut off. Ask again; 'npm run cli -- switch', or a rebuild, has it compared anew`,
    );
}
