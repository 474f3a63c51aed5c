import { lowestOf, slowestPartitions } from './consumers.js';
import type { EventLog, Position } from './eventLog.js';
import type { Generation, ReadModels } from './readModels.js';

/** How far a generation has come with the log. */
export interface BuildProgress {
  /** Up to which it has handled the log; null before all its partitions have begun. */
  readonly position: Position | null;
  /** Events of its streams handled by the partition that has come least far. */
  readonly events: number;
  /**
   * Those, and about as many as are still to come: of what stands in the log after its position, the share it has been so far. Too many
   * where it walks the log by streams, which have come whole: what is left is over sooner.
   */
  readonly of: number;
  /** Null while it is not known. */
  readonly perSecond: number | null;
  /** Until it has caught up if nothing more comes; null where that is not known. */
  readonly etaSeconds: number | null;
  /** Names of the partitions that hold it up (slowestPartitions). */
  readonly waitsFor: readonly string[];
}

const etaOf = (left: number, perSecond: number | null): number | null => {
  if (left === 0) return 0;
  return perSecond === null || perSecond <= 0 ? null : Math.ceil(left / perSecond);
};

/** @throws StoreUnavailable */
export const readBuildProgress = async (
  { log, readModels }: { readonly log: EventLog; readonly readModels: ReadModels },
  generation: Generation,
): Promise<BuildProgress> => {
  const checkpoints = await readModels.checkpoints(generation);
  const waitsFor = slowestPartitions(checkpoints);
  const lowest = lowestOf(checkpoints);
  const position = lowest?.position ?? null;
  const { events = 0, perSecond = null } = lowest ?? {};
  // a position in a log that was replaced says nothing of the one there is now
  if (lowest !== null && lowest.logIdentity !== (await log.identity()))
    return { position, events, of: events, perSecond, etaSeconds: null, waitsFor };
  const after = await log.countAfter(position);
  const passed = position === null ? 0 : (await log.countAfter(null)) - after;
  const left = passed <= 0 ? after : Math.ceil(after * Math.min(1, events / passed));
  return { position, events, of: events + left, perSecond, etaSeconds: etaOf(left, perSecond), waitsFor };
};
