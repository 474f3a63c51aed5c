import { DifferenceSamples, type CallDifference, type Difference } from '#domain';
import { GenerationConflict, type Differences, type Generation } from '#ports';
import { differencePages } from './differencePages.js';

const PAGE = 25;

type Stored = Pick<Differences, 'comparison' | 'differences'>;

/** The first calls that differ. Of a generation that has been dropped, meanwhile too, there are none. */
const samplesOf = async (readModels: Stored, generation: Generation): Promise<readonly CallDifference[]> => {
  const samples = new DifferenceSamples();
  try {
    for await (const page of differencePages(readModels, generation, PAGE)) {
      for (const difference of page) samples.add(difference);
      if (samples.areFull) break;
    }
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
