import type { StatisticsAnswer, StatisticsQuery } from '#domain';
import type { Generation } from './generations.js';

/** Statistics over the calls of a generation. What they mean is the domain's (libs/domain/src/statistics): a store delivers the calls. */
export interface CallStatistics {
  /**
   * The engine's answer over all calls of one moment that the filter lets pass. It is reckoned where no other request waits for it.
   * @throws TooManyRows the answer would have more than MOST_ROWS
   * @throws StoreUnavailable the store cannot be reached
   * @throws GenerationConflict the generation has been dropped
   */
  statistics(generation: Generation, query: StatisticsQuery): Promise<StatisticsAnswer>;
}
