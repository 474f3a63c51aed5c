import type { Checkpoint, Position } from '#ports';

/** The event log when it was asked. */
export interface LogState {
  readonly logIdentity: string;
  /** Position of the last event; null: the log is empty. */
  readonly head: Position | null;
}

/** Whether a checkpoint or a generation is of this log. A position in another log, which this one has replaced, says nothing of this one. */
export const isOfLog = (one: Pick<LogState, 'logIdentity'>, { logIdentity }: Pick<LogState, 'logIdentity'>): boolean =>
  one.logIdentity === logIdentity;

/** Whether a consumer has handled all the log held when its head was asked. */
export const isCaughtUp = (checkpoint: Checkpoint | null, log: LogState): boolean => {
  if (checkpoint !== null && !isOfLog(checkpoint, log)) return false;
  return log.head === null || (checkpoint !== null && checkpoint.position >= log.head);
};

/** A consumer of the log as it is seen: by a name of its own in this process, and what it has saved last. */
export interface SeenConsumer {
  readonly name: string;
  readonly checkpoint: Checkpoint | null;
  /** From when on events count that it has to handle, in milliseconds; absent: not known. */
  readonly beginning?: number;
}

/**
 * Up to which moment consumers have handled the log. Events carry the time of the log's clock, which may be, or have been, ahead of this
 * one: a consumer that is behind is then complete up to when this process first found it behind, and never up to now
 * (docs/projection.md#lag-and-asof).
 */
export class Completeness {
  readonly #behindSince = new Map<string, number>();

  /** Milliseconds since the epoch; `now`, which was taken before the log was asked for its head, when it has caught up. */
  of({ name, checkpoint, beginning }: SeenConsumer, log: LogState, now: number): number {
    if (isCaughtUp(checkpoint, log)) {
      this.#behindSince.delete(name);
      return now;
    }
    const since = this.#behindSince.get(name) ?? now;
    this.#behindSince.set(name, since);
    const handledUpTo = checkpoint?.logTime == null ? beginning : Date.parse(checkpoint.logTime);
    return Math.min(now, handledUpTo === undefined || handledUpTo > now ? since : handledUpTo);
  }
}
