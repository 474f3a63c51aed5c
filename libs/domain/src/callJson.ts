import type { StoredCall } from './call.js';

/** A call without its revision, which stands beside it: a new revision alone does not change a document. */
export type CallContent = Omit<StoredCall, 'revision'>;

/**
 * A stored call as JSON. Its fields stand as `presentCall` gives them, but for `lastEventAt` and `recordClosedAt`, which nobody is shown and
 * which stand together before `lastReceivedAt`: so an export makes its row by cutting them out of the text instead of parsing it
 * (libs/exports/src/shownJson.ts). The legs come last, so that a reader who needs none can cut them off.
 */
export const callJson = (call: StoredCall): string =>
  JSON.stringify({
    id: call.id,
    source: call.source,
    kind: call.kind,
    direction: call.direction,
    recordId: call.recordId,
    attempt: call.attempt,
    campaign: call.campaign,
    project: call.project,
    dialingMethod: call.dialingMethod,
    consultant: call.consultant,
    contact: call.contact,
    status: call.status,
    outcome: call.outcome,
    startedAt: call.startedAt,
    talkingAt: call.talkingAt,
    endedAt: call.endedAt,
    durations: call.durations,
    holdCount: call.holdCount,
    closeCauses: call.closeCauses,
    hangup: call.hangup,
    lastEventAt: call.lastEventAt,
    recordClosedAt: call.recordClosedAt,
    lastReceivedAt: call.lastReceivedAt,
    quality: call.quality,
    legs: call.legs,
  } satisfies CallContent);
