import { CALLS, type Generations, type Segments } from '#ports';

/** How long nothing may have been written into an hour before its segment is made: a call that goes on would end it again at once. */
const QUIET_MILLISECONDS = 10 * 60_000;

/** Few at a time: on SQLite nobody else can write meanwhile. */
const HOURS_AT_ONCE = 4;

/**
 * Makes the segments that statistics read, of all hours of all generations that have been quiet for long enough. A generation that is
 * being built has its own too, so that statistics are as fast as before once it is live.
 * @param now milliseconds since the epoch
 * @throws StoreUnavailable
 * @throws GenerationConflict a generation has been dropped meanwhile: begin again
 */
export const sealQuietHours = async (
  readModels: Pick<Generations, 'generations'> & Segments,
  now: number,
  signal: AbortSignal,
): Promise<void> => {
  const quiet = { quietSince: now - QUIET_MILLISECONDS, most: HOURS_AT_ONCE };
  for (const generation of await readModels.generations(CALLS)) {
    if (generation.state === 'dropped') continue;
    while (!signal.aborted && (await readModels.sealHours(generation, quiet)) > 0);
  }
};
