import type { StatisticsAnswer, StatisticsQuery } from '#domain';
import type { Generation } from './generations.js';

/** Statistics over the calls of a generation. What they mean is the domain's (libs/domain/src/statistics): a store delivers the calls. */
export interface CallStatistics {
  /**
   * The engine's answer over all calls of one moment that the filter lets pass. It is reckoned where no other request waits for it.
   * @param signal aborted when nobody waits for the answer any more: the work stops soon
   * @throws TooManyRows the answer would have more than MOST_ROWS
   * @throws StoreUnavailable the store cannot be reached
   * @throws GenerationConflict the generation has been dropped
   * @throws the signal's reason
   */
  statistics(generation: Generation, query: StatisticsQuery, signal?: AbortSignal): Promise<StatisticsAnswer>;
}

export interface Segments {
  /**
   * Adds the calls of some hours of one day to the day's segment: hours in which no call has been written since a moment (milliseconds since the
   * epoch), at most `most` of them. Statistics read the segment instead of an hour's documents until a call that started in the hour is
   * written or removed. They come out the same with and without it.
   * @returns how many hours were added; 0: none is left on any day
   * @throws StoreUnavailable the store cannot be reached
   * @throws GenerationConflict the generation has been dropped
   */
  sealHours(generation: Generation, hours: { readonly quietSince: number; readonly most: number }): Promise<number>;
}
