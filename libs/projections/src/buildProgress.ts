import {
  lowestOfAllPartitions,
  slowestPartitions,
  type Checkpoints,
  type EventLog,
  type Generation,
  type Position,
} from '#ports';

/** How far a generation has come with the log. */
export interface BuildProgress {
  /** Up to which it has handled the log; null before all its partitions have begun. */
  readonly position: Position | null;
  /** Events of its streams handled by the partition that has come least far. */
  readonly events: number;
  /**
   * Those, and about as many as are still to come: of what stands in the log after its position, the share it has been so far, but never
   * more than the log has beside them. Where several partitions scan it by streams, of which some have come whole, that is too many.
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

/** How many are still to come of `all` events of the log, `after` of which stand after the position. None only at the log's end. */
const leftOf = (after: number, all: number, handled: number): number => {
  const passed = all - after;
  if (passed <= 0 || after === 0) return after;
  // where more were handled than stand before its position, streams have come whole
  const left = handled <= passed ? Math.ceil((after * handled) / passed) : all - handled;
  return Math.max(1, left);
};

/** @throws StoreUnavailable */
export const readBuildProgress = async (
  { log, readModels }: { readonly log: EventLog; readonly readModels: Checkpoints },
  generation: Generation,
): Promise<BuildProgress> => {
  const checkpoints = await readModels.checkpoints(generation);
  const waitsFor = slowestPartitions(checkpoints);
  const lowest = lowestOfAllPartitions(checkpoints);
  const position = lowest?.position ?? null;
  const { events = 0, perSecond = null } = lowest ?? {};
  // a position in a log that was replaced says nothing of the one there is now
  if (lowest !== null && lowest.logIdentity !== (await log.identity()))
    return { position, events, of: events, perSecond, etaSeconds: null, waitsFor };
  const after = await log.countAfter(position);
  const all = position === null ? after : await log.countAfter(null);
  const left = leftOf(after, all, events);
  return { position, events, of: events + left, perSecond, etaSeconds: etaOf(left, perSecond), waitsFor };
};
