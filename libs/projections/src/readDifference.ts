import { DifferenceSamples, type CallDifference, type Difference } from '#domain';
import { GenerationConflict, type Differences, type Generation } from '#ports';

const PAGE = 25;

type Stored = Pick<Differences, 'comparison' | 'differences'>;

/** The first calls that differ. Of a generation that has been dropped, meanwhile too, there are none. */
const samplesOf = async (readModels: Stored, generation: Generation): Promise<readonly CallDifference[]> => {
  const samples = new DifferenceSamples();
  let after: number | null = null;
  try {
    do {
      const page: Awaited<ReturnType<Stored['differences']>> = await readModels.differences(generation, {
        after,
        limit: PAGE,
      });
      for (const difference of page.items) samples.add(difference);
      after = page.next;
    } while (after !== null && !samples.areFull);
    return samples.items;
  } catch (error) {
    if (error instanceof GenerationConflict) return [];
    throw error;
  }
};

/**
 * What a generation changes against the one that was live when it was compared; null: it has not been compared. Samples are whole calls:
 * they are read only where they are shown.
 * @throws StoreUnavailable
 */
export const readDifference = async (
  readModels: Stored,
  generation: Generation,
  { withSamples }: { readonly withSamples: boolean },
): Promise<Difference | null> => {
  const counts = await readModels.comparison(generation);
  if (counts === null) return null;
  return { ...counts, samples: withSamples ? await samplesOf(readModels, generation) : [] };
};
