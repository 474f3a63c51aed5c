import type { CallDifference } from '#domain';
import type { Generation } from './generations.js';

/** The calls that differ between a generation and the live one (docs/projection.md#comparing-generations). Every method rejects with StoreUnavailable when the store cannot be reached. */
export interface Differences {
  /**
   * Adds calls that differ from the live generation's, after so many that the same comparison has added; `clearDifferences` begins one.
   * Without any it only makes sure.
   * @throws GenerationConflict there are not so many: another comparison has begun meanwhile, or there is one beside it
   */
  addDifferences(generation: Generation, differences: readonly CallDifference[], after: number): Promise<void>;
  clearDifferences(generation: Generation): Promise<void>;
  /** In the order in which they were added. `next` is null on the last page. */
  differences(
    generation: Generation,
    page: { readonly after: number | null; readonly limit: number },
  ): Promise<{ readonly items: readonly CallDifference[]; readonly next: number | null }>;
}
