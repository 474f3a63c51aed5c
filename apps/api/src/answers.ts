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

/** A stored call as this viewer sees it at this moment. */
export const showCall = (stored: StoredCall, clock: ReadClock, viewer: RowLimits): Call =>
  callFor(viewer, presentCall(stored, clock));
