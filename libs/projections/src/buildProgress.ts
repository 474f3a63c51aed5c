import {
  lowestOfAllPartitions,
  slowestPartitions,
  type Checkpoints,
  type EventLog,
  type Generation,
  type Position,
} from '#ports';
import { isOfLog } from './completeness.js';

/** How far a generation has come with the log. */
export interface BuildProgress {
  /** Up to which it has handled the log; null before all its partitions have begun. */
  readonly position: Position | null;
  /** Events of its streams handled by the partition that has come least far. */
  readonly events: number;
  /**
   * Estimated total: the events handled so far, plus the number of the log's events after the position times the partition's own share of
   * the log so far. It is an overestimate while several partitions scan: the streams that they handle whole have events after the position, too, and
   * these raise the share.
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

/**
 * An estimate of how many events are still to be handled.
 * @param after how many events of the log stand after the position
 * @param all how many events the log has
 */
const leftOf = (after: number, all: number, handled: number): number => {
  const passed = all - after;
  // Before the first event no share is known, so every event counts. At the log's end nothing is left.
  if (passed <= 0 || after === 0) return after;
  // The share of the events before the position that were its own is taken for the share of those after it.
  if (handled <= passed) return Math.max(1, Math.ceil((after * handled) / passed));
  // More were handled than stand before the position: a scan has read whole streams, so at most the log's other events are left.
  return Math.max(1, all - handled);
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
  if (lowest !== null && !isOfLog(lowest, { logIdentity: await log.identity() }))
    return { position, events, of: events, perSecond, etaSeconds: null, waitsFor };
  const after = await log.countAfter(position);
  const all = position === null ? after : await log.countAfter(null);
  const left = leftOf(after, all, events);
  return { position, events, of: events + left, perSecond, etaSeconds: etaOf(left, perSecond), waitsFor };
};
