import type { Summaries } from '#ports';

/** A call that is stored otherwise than its events say. */
export interface AuditDifference {
  readonly stream: string;
  /** Id of the call; null of a whole stream. */
  readonly call: string | null;
  /**
   * `missing`: the events make this call, and it is not stored. `extra`: it is stored, and they do not make it. `poisoned`: the stream
   * cannot be folded, and is not stored as poisoned.
   */
  readonly is: 'missing' | 'extra' | 'changed' | 'poisoned';
  /** Paths of the fields that differ, sorted; of a changed call only. */
  readonly fields: readonly string[];
}

/** What an audit has found: streams folded again from the log and compared with the stored documents. */
export interface Audit {
  readonly startedAt: string;
  readonly endedAt: string;
  /** The generation that was looked at, e.g. `calls.v3`. */
  readonly projection: string;
  /** How many streams were chosen at random; null: all were looked at. */
  readonly sample: number | null;
  readonly streams: number;
  /** Calls that are stored of them. */
  readonly calls: number;
  /** How many differences there are. */
  readonly differing: number;
  /** The first of them, MOST_KEPT at most. */
  readonly differences: readonly AuditDifference[];
}

/** Differences that an audit keeps, so that its outcome stays small. */
export const MOST_KEPT = 100;

const NAME = 'audit';

/** Keeps the outcome of an audit in the place of the one before. @throws StoreUnavailable */
export const saveAudit = (readModels: Summaries, audit: Audit): Promise<void> =>
  readModels.saveSummaries([{ name: NAME, content: audit }], null);

/** The outcome of the last audit; null where there was none. @throws StoreUnavailable */
export const readLastAudit = async (readModels: Summaries): Promise<Audit | null> => {
  const [summary] = await readModels.summaries(NAME, NAME);
  return (summary?.content as Audit | undefined) ?? null;
};
