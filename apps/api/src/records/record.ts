import type { Call, Named, RecordView, StoredCall } from '#domain';
import type { ReadContext } from '../readContext.js';

/** A campaign record and what came of it. */
export interface CampaignRecord {
  readonly id: string;
  readonly campaign: Named | null;
  readonly project: Named | null;
  /** By (startedAt, id). */
  readonly attempts: readonly Call[];
  /** Whether an attempt is a conversation. */
  readonly reached: boolean;
  /** Number of the first attempt that is a conversation. */
  readonly attemptsUntilReached: number | null;
  readonly platformState: string | null;
  readonly closedAt: string | null;
}

/** A record from what its own events say and from its attempts, in order; names come from the latest attempt that has them. */
export const recordOf = (id: string, record: RecordView | null, attempts: readonly Call[]): CampaignRecord => {
  const latest = [...attempts].reverse();
  const first = attempts.findIndex(({ outcome }) => outcome === 'conversation');
  return {
    id,
    campaign: record?.campaign ?? latest.find(({ campaign }) => campaign !== null)?.campaign ?? null,
    project: record?.project ?? latest.find(({ project }) => project !== null)?.project ?? null,
    attempts,
    reached: first >= 0,
    attemptsUntilReached: first < 0 ? null : (attempts[first]?.attempt?.number ?? first + 1),
    platformState: record?.platformState ?? null,
    closedAt: record?.closedAt ?? null,
  };
};

/** A record as the viewer sees it: from the attempts within the limits of the key alone. */
export const showRecord = (
  context: ReadContext,
  found: { readonly id: string; readonly record: RecordView | null; readonly calls: readonly StoredCall[] },
): CampaignRecord => {
  const attempts = found.calls.filter((call) => context.sees(call)).map((call) => context.showCall(call));
  const record = recordOf(found.id, found.record, attempts);
  return { ...record, closedAt: context.showTime(record.closedAt) };
};
