import type { CallFilter, Leg, RecordView, StoredCall } from '#domain';
import type { Generation } from './generations.js';

export type SortOrder = 'startedAt' | '-startedAt';

/** Where a page begins: just after this key in the sort order. For legs, `leg` is the leg's place in its call. */
export interface PageKey {
  readonly startedAt: string;
  readonly id: string;
  readonly stream: string;
  readonly leg?: number;
}

export interface PageQuery {
  readonly filter: CallFilter;
  readonly sort: SortOrder;
  /** 1 to 500. */
  readonly limit: number;
  readonly after: PageKey | null;
}

/** Calls, with their legs or, for a table that has no column of them, without: legs are half of what is read of a call. */
export interface CallPageQuery extends PageQuery {
  /** True: `legs` of each call is empty. */
  readonly withoutLegs?: boolean;
}

/** A call as JSON. */
export interface CallJson {
  /** What `callJson` of the domain makes of the call. */
  readonly json: string;
  /** Its revision stands beside it. */
  readonly revision: StoredCall['revision'];
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Key of the last item when more follow, else null. */
  readonly next: PageKey | null;
}

/** A leg with the call it belongs to. */
export interface CallLeg {
  readonly call: StoredCall;
  readonly leg: Leg;
  readonly index: number;
}

/**
 * What analysts ask of a generation's documents. Every method rejects with StoreUnavailable when the store cannot be reached.
 * A `signal` is aborted when nobody waits for the answer any more: what has not been begun by then is not done, and a store that can ends
 * what it is doing.
 * @throws GenerationConflict (each method) the generation has been dropped
 * @throws the signal's reason
 */
export interface CallQueries {
  /** The present call (not a removed one) that has a dialog of this uuid, or null. Where two streams have one for a moment: the record's, else the newer. */
  callOfDialog(generation: Generation, dialogUuid: string): Promise<StoredCall | null>;
  findCalls(generation: Generation, query: CallPageQuery, signal?: AbortSignal): Promise<Page<StoredCall>>;
  /** The same calls as JSON: for files, where to parse what a store keeps and to write it again would be most of the work. */
  findCallJson(generation: Generation, query: PageQuery): Promise<Page<CallJson>>;
  findLegs(generation: Generation, query: PageQuery, signal?: AbortSignal): Promise<Page<CallLeg>>;
  /** How many calls `findCalls` brings for the filter, on all pages together. */
  countCalls(generation: Generation, filter: CallFilter, signal?: AbortSignal): Promise<number>;
  /** How many legs `findLegs` brings. */
  countLegs(generation: Generation, filter: CallFilter, signal?: AbortSignal): Promise<number>;
  /** A record and its calls, by (startedAt, id); null when neither is known. */
  recordWithCalls(
    generation: Generation,
    recordId: string,
  ): Promise<{ record: RecordView | null; calls: readonly StoredCall[] } | null>;
}
