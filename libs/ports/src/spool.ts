import type { NewEvent } from './eventLog.js';

/** An event that waits in a spool, with the stream it is bound for. */
export interface SpooledEvent extends NewEvent {
  readonly stream: string;
  /** Its place in the spool: later ones are larger. Given out once only. */
  readonly place: number;
}

/** How much waits in a spool. */
export interface SpoolSize {
  readonly events: number;
  /** Of the events' JSON. */
  readonly bytes: number;
}

/**
 * Keeps events on this machine while the event log is away, until they are in it. Every method rejects with StoreUnavailable when the disk
 * does not do it.
 */
export interface Spool {
  /** Resolves once the event is durable here. One whose id waits for the same stream already is kept once: false. */
  add(stream: string, event: NewEvent): Promise<boolean>;
  /** The oldest events after a place (0: of all), in the order in which they were added; at most `limit`, fewer when they are large. */
  oldest(after: number, limit: number): Promise<readonly SpooledEvent[]>;
  /** Removes events, which are durable in the event log by now. */
  remove(places: readonly number[]): Promise<void>;
  size(): Promise<SpoolSize>;
  close(): Promise<void>;
}
