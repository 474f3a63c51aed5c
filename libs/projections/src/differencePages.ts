import type { CallDifference } from '#domain';
import type { Differences, Generation } from '#ports';

/** The calls that differ, in pages of at most `limit`. @throws StoreUnavailable @throws GenerationConflict it has been dropped */
export async function* differencePages(
  readModels: Pick<Differences, 'differences'>,
  generation: Generation,
  limit: number,
): AsyncGenerator<readonly CallDifference[]> {
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<Differences['differences']>> = await readModels.differences(generation, {
      after,
      limit,
    });
    yield page.items;
    after = page.next;
  } while (after !== null);
}
