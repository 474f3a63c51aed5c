import type { Named, StoredCall } from '#domain';
import type { Generation } from './generations.js';

/**
 * A position in the order of changes, as text: a log position, or one just after it (feedPlaces.ts). Positions compare with `<` as text.
 */
export type FeedPosition = string;

/** Where a document stands in the feed. The feed is ordered by position, then id, then stream. */
export interface FeedPlace {
  readonly position: FeedPosition;
  readonly id: string;
  readonly stream: string;
}

/** A call as it is now, at the position of its last change. */
export interface CallPut {
  readonly change: 'put';
  readonly place: FeedPlace;
  readonly call: StoredCall;
}

/** A call that its stream does not have any more. */
export interface CallRemoved {
  readonly change: 'removed';
  readonly place: FeedPlace;
  /** What decides who may see the removal. */
  readonly source: string;
  readonly project: Named | null;
  /** The present calls that have the removed call's root dialog, the preferred one first (callOfDialog). */
  readonly holders: readonly StoredCall[];
}

export type StoredChange = CallPut | CallRemoved;

/** A part of the feed: from just after `after` (null: from the beginning) up to and with `upTo`, the first `limit` of it. */
export interface FeedQuery {
  readonly after: FeedPlace | null;
  readonly upTo: FeedPosition;
  readonly limit: number;
}

/** Which of the two generations is being scanned, and up to which of its documents that has been done. */
export interface CarryPlace {
  readonly scanned: 'former' | 'live';
  readonly stream: string;
  readonly id: string;
}

/** A step of carrying readers over. */
export interface CarryStep {
  /** The position of what differs. */
  readonly to: FeedPosition;
  /** Where the last step ended; null: the first step. */
  readonly after: CarryPlace | null;
}

/**
 * The changes of a generation's calls, each document at the position of its last change (docs/decisions/0034-the-order-of-changes.md).
 * Both methods reject with StoreUnavailable when the store cannot be reached.
 * @throws GenerationConflict (both methods) a generation has been dropped
 */
export interface ChangeFeed {
  changesSince(generation: Generation, query: FeedQuery): Promise<readonly StoredChange[]>;

  /**
   * One step of carrying the readers of a former generation over to the live one: gives documents of the live one the positions at which
   * those readers are given them (carriedPosition of feedPlaces.ts). It may be repeated, and documents may be written beside it.
   * @returns where the next step begins; null: everything is done
   */
  carryReaders(live: Generation, former: Generation, step: CarryStep): Promise<CarryPlace | null>;
}
