import type { Call, Named, RecordView } from '#domain';

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
