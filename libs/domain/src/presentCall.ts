import { QUALITY_FLAGS, type Call, type CallView, type QualityFlag, type StoredCall } from './call.js';
import { isoMilliseconds } from './eventTime.js';

/** The moment a request is answered, and the settings applied at read (`GRACE_SECONDS`, `STALE_SECONDS`: docs/settings.md). */
export interface ReadClock {
  /** Milliseconds since the epoch; one per request. */
  readonly now: number;
  readonly graceSeconds: number;
  readonly staleSeconds: number;
}

type TimedFacts = Pick<CallView, 'status' | 'lastReceivedAt' | 'lastEventAt' | 'recordClosedAt' | 'endedAt'>;

/** Open, and nothing received for the stale time. Imported history has no receipt: open is stale at once: docs/domain.md#status. */
export const isStale = (call: TimedFacts, clock: ReadClock): boolean =>
  call.status === 'open' &&
  (call.lastReceivedAt === null || clock.now - Date.parse(call.lastReceivedAt) >= clock.staleSeconds * 1000);

/** Whether its record was closed after the call's last event: nothing more is to come then (docs/domain.md#status). */
export const recordClosedAfter = (call: Pick<CallView, 'recordClosedAt' | 'lastEventAt'>): boolean =>
  call.recordClosedAt !== null && call.recordClosedAt >= call.lastEventAt;

/** When the grace time of an ended call is over. Imported history has no receipt and needs none: its end. */
const graceEnds = (call: TimedFacts, graceSeconds: number): string | null =>
  call.lastReceivedAt === null ? call.endedAt : isoMilliseconds(Date.parse(call.lastReceivedAt) + graceSeconds * 1000);

/**
 * When an ended call becomes final if nothing more comes: with the grace time or with the closing of its record, whichever is
 * earlier. Null while it is open.
 */
export const settlesAt = (call: TimedFacts, graceSeconds: number): string | null => {
  if (call.status === 'open') return null;
  const byTime = graceEnds(call, graceSeconds);
  const byRecord = recordClosedAfter(call) ? call.recordClosedAt : null;
  if (byTime === null || byRecord === null) return byTime ?? byRecord;
  return Date.parse(byRecord) < Date.parse(byTime) ? byRecord : byTime;
};

/** Ended, and settled: by the grace time, by the record's closing, or because it is imported history. */
export const isFinal = (call: TimedFacts, clock: ReadClock): boolean =>
  call.status === 'ended' &&
  (call.lastReceivedAt === null ||
    recordClosedAfter(call) ||
    clock.now - Date.parse(call.lastReceivedAt) >= clock.graceSeconds * 1000);

const inFlagOrder = (flags: readonly QualityFlag[]): QualityFlag[] =>
  QUALITY_FLAGS.filter((flag) => flags.includes(flag));

/**
 * A stored call as it looks at one moment: adds `stale`, `final`, `settlesAt` and `missing_close`. Its fields stand in the order in which
 * they are documented, whatever order the store keeps them in.
 */
export const presentCall = (stored: StoredCall, clock: ReadClock): Call => {
  const stale = isStale(stored, clock);
  return {
    id: stored.id,
    source: stored.source,
    kind: stored.kind,
    direction: stored.direction,
    recordId: stored.recordId,
    attempt: stored.attempt,
    campaign: stored.campaign,
    project: stored.project,
    dialingMethod: stored.dialingMethod,
    consultant: stored.consultant,
    contact: stored.contact,
    status: stale ? 'stale' : stored.status,
    outcome: stored.outcome,
    startedAt: stored.startedAt,
    talkingAt: stored.talkingAt,
    endedAt: stored.endedAt,
    durations: stored.durations,
    holdCount: stored.holdCount,
    closeCauses: stored.closeCauses,
    hangup: stored.hangup,
    final: isFinal(stored, clock),
    settlesAt: settlesAt(stored, clock.graceSeconds),
    lastReceivedAt: stored.lastReceivedAt,
    quality: stale ? inFlagOrder([...stored.quality, 'missing_close']) : stored.quality,
    legs: stored.legs,
    revision: stored.revision,
  };
};
