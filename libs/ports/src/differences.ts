import type { CallDifference, DifferenceCounts } from '#domain';
import type { Generation } from './generations.js';

/**
 * What a generation changes against the one that was live when it was compared (docs/projection.md#comparing-generations). A comparison is
 * begun with `clearDifferences`, adds call after call, and ends with `saveComparison`. Every method rejects with StoreUnavailable when the
 * store cannot be reached, and with GenerationConflict when the generation has been dropped, where nothing else is said.
 */
export interface Differences {
  /** Removes the calls that were added before. What the comparison before has counted stays until this one ends. */
  clearDifferences(generation: Generation): Promise<void>;
  /**
   * Adds calls that differ. With an empty list it only checks that `after` have been added.
   * @param after how many the same comparison has added before
   * @throws GenerationConflict not as many are stored: another comparison has begun meanwhile, or goes on beside this one
   */
  addDifferences(generation: Generation, differences: readonly CallDifference[], after: number): Promise<void>;
  /**
   * Saves what a comparison has counted, in place of what the one before has.
   * @throws GenerationConflict not as many calls were added as have been counted: another comparison has begun meanwhile
   */
  saveComparison(generation: Generation, counts: DifferenceCounts): Promise<void>;

  /** What the last comparison that has ended has counted, also of a dropped generation; null: there was none. */
  comparison(generation: Generation): Promise<DifferenceCounts | null>;
  /** The calls that differ, in the order in which they were added. `next` is null on the last page. */
  differences(
    generation: Generation,
    page: { readonly after: number | null; readonly limit: number },
  ): Promise<{ readonly items: readonly CallDifference[]; readonly next: number | null }>;
}
