import type { CallDifference } from '#domain';
import type { Generation, ReadModels } from './readModels.js';

const PAGE = 100;

/** Every call that a generation tells differently than the one it was compared with. @throws StoreUnavailable, GenerationConflict */
export async function* allDifferences(readModels: ReadModels, generation: Generation): AsyncGenerator<CallDifference> {
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<ReadModels['differences']>> = await readModels.differences(generation, {
      after,
      limit: PAGE,
    });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}
