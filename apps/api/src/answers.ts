import { presentCall, type Call, type ReadClock, type StoredCall } from '#domain';
import type { Envelope } from './envelope.js';
import { callFor, type RowLimits } from './viewer.js';

/** A page of a list. */
export interface ListAnswer<Item> extends Envelope {
  readonly items: readonly Item[];
  /** Where the next page begins; null on the last. */
  readonly nextCursor: string | null;
}

/** A single thing. */
export type SingleAnswer<Thing> = Thing & Envelope;

/** The fields of a call in the order in which they are documented, whatever order the store keeps them in. */
const inDocumentedOrder = (call: Call): Call => ({
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
  final: call.final,
  settlesAt: call.settlesAt,
  lastReceivedAt: call.lastReceivedAt,
  quality: call.quality,
  legs: call.legs,
  revision: call.revision,
});

/** A stored call as this viewer sees it at this moment. */
export const showCall = (stored: StoredCall, clock: ReadClock, viewer: RowLimits): Call =>
  callFor(viewer, inDocumentedOrder(presentCall(stored, clock)));
