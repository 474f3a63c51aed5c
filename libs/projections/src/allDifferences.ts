import type { CallDifference } from '#domain';
import { GenerationConflict, generationName, type Differences, type Generation } from '#ports';

const PAGE = 100;

/**
 * Every call that is added, removed or changed in a generation, against the one it was compared with.
 * @throws StoreUnavailable
 * @throws GenerationConflict it has been dropped; or, once all has been given, there were not as many as its comparison has counted:
 *   another one has begun meanwhile, or one was cut off
 */
export async function* allDifferences(
  readModels: Pick<Differences, 'differences'>,
  generation: Generation,
): AsyncGenerator<CallDifference> {
  let given = 0;
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<Differences['differences']>> = await readModels.differences(generation, {
      after,
      limit: PAGE,
    });
    given += page.items.length;
    yield* page.items;
    after = page.next;
  } while (after !== null);
  if (generation.difference === null) return;
  const { added, removed, changed } = generation.difference.calls;
  const counted = added + removed + changed;
  if (given !== counted)
    throw new GenerationConflict(
      `of the ${counted} calls that differ in ${generationName(generation)} ${given} were there: it is being compared again, or that was cut off. Ask again; 'cli switch', or a rebuild, has it compared anew`,
    );
}
