import type { Envelope } from './envelope.js';

/** A page of a list. */
export interface ListAnswer<Item> extends Envelope {
  readonly items: readonly Item[];
  /** Where the next page begins; null on the last. */
  readonly nextCursor: string | null;
  /** How many items there are on all pages together, where that was asked for. */
  readonly total?: number;
}

/** The part of a list's answer that is there only where it was asked for (null: it was not). */
export const totalOf = (total: number | null): Pick<ListAnswer<never>, 'total'> => (total === null ? {} : { total });

/** A single thing. */
export type SingleAnswer<Thing> = Thing & Envelope;
