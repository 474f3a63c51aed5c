import type { EventMetadata, JsonObject } from '#domain';

/** Opaque, and compares with `<` as text in log order within one log. */
export type Position = string;

/** `any`: no check. `none`: the stream must not exist. A number: the stream's last revision must be exactly this. */
export type ExpectedRevision = 'any' | 'none' | number;

export interface NewEvent {
  /** UUID. The same id in the same stream is the same event. */
  readonly id: string;
  readonly type: string;
  /** The JSON object as it came, byte for byte. */
  readonly text: string;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** When the log took it, ISO 8601 UTC. */
  readonly recordedAt: string;
  /** `text`, parsed on first use. */
  readonly body: JsonObject;
}

export interface Appended {
  /** Revision of the last of the events. */
  readonly revision: number;
  readonly position: Position;
  /** True when the log held all of them already and nothing was written. */
  readonly repeated: boolean;
}

export interface FollowOptions {
  /** The last position handled; null: from the beginning. */
  readonly after: Position | null;
  /** Only streams whose name begins with one of these. */
  readonly prefixes: readonly string[];
  readonly signal: AbortSignal;
  /** At most so many events a batch (default 500). */
  readonly batchSize?: number;
}

export interface FollowBatch {
  /** In log order; may be empty when only other streams moved. */
  readonly events: readonly RecordedEvent[];
  /** The log has been read up to here, events of other streams included. */
  readonly position: Position;
  /**
   * True when nothing after these events was known of when they were given: a good moment to write. `position` is then the log's head, or
   * in a stream of new events the last one that the log has brought; soon after the last an empty batch says the head itself.
   */
  readonly caughtUp: boolean;
}

/** A stream that a walk has met. */
export interface MetStream {
  readonly stream: string;
  /** Of the last event at which it was met so far. */
  readonly revision: number;
}

export interface WalkOptions extends FollowOptions {
  /** Which of some streams that were met, each named once, are to be given: the events of the others are not read. */
  readonly wants: (met: readonly MetStream[]) => Promise<readonly MetStream[]>;
}

export interface WalkBatch {
  /** Those of one stream in order and without gaps; a long stream takes several batches. */
  readonly events: readonly RecordedEvent[];
  /** Every event up to here has been given, if its stream was wanted. */
  readonly position: Position;
  /** When the log took the event at `position` or one before it, ISO 8601 UTC; null before anything of it has been gone through. */
  readonly logTime: string | null;
}

/**
 * The append-only log of everything the platform sent. Every method rejects with StoreUnavailable when the store cannot be reached.
 */
export interface EventLog {
  /**
   * Appends the events to one stream, all or none, and resolves once they are durable.
   * Under `any`, an event whose id the stream already holds is not written again (an adapter may write the repeat where its
   * server has forgotten: readers must ignore repeats). Under an exact revision or `none`, appending the same events again
   * at the place where they already stand answers as the first time did.
   * @throws RevisionConflict the stream is elsewhere; nothing was written
   * @throws EventTooLarge
   * @throws StreamDeleted where the server lets others delete streams
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>;

  /** The stream's events from revision `from` (default 0) in order; nothing for a missing stream. */
  readStream(stream: string, options?: { readonly from?: number }): AsyncIterable<RecordedEvent>;

  /**
   * All events of the chosen streams after a position, then the new ones as they come, until `signal` aborts (then it just ends).
   * Yields a batch at least once on reaching the head, even an empty one. Events appended by other processes are noticed too.
   * @throws WrongLog `after` lies beyond the head
   */
  follow(options: FollowOptions): AsyncIterable<FollowBatch>;

  /**
   * The log stream by stream instead of event by event, from a position to what is its end now: each stream that has events there is
   * given whole where it is met, with all its events, wherever they stand. One that begins after the position is met once, at its first
   * event; one that had begun before at each event, since who walks may have it already (`wants`). What is appended meanwhile may be
   * given or not: `follow` from the last position gives it. Ends early when `signal` aborts.
   * Null where `follow` is faster: of a log on a server each stream would have to be asked for.
   */
  walkStreams(options: WalkOptions): AsyncIterable<WalkBatch> | null;

  /** Position of the last event of the log; null when it is empty. */
  head(): Promise<Position | null>;

  /**
   * How many events of all streams stand after a position (null: in the whole log). Exact up to some thousands; an adapter whose
   * server does not count may estimate beyond that.
   */
  countAfter(position: Position | null): Promise<number>;

  /** A random name given to this log when it was made, kept with every checkpoint. */
  identity(): Promise<string>;

  close(): Promise<void>;
}
