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
  /** `text`, parsed when it is asked for: whoever needs it twice keeps what was read of it. */
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
   * True when the follower knew of no later event, which makes it a good moment to write. `position` is then the log's head, or the last
   * event delivered; in the latter case an empty batch with the head follows, if the head is further on.
   */
  readonly caughtUp: boolean;
}

/** A stream of which a scan has reached an event. */
export interface MetStream {
  readonly stream: string;
  /** The highest revision of the stream that the scan has reached so far: 0 for a stream that begins after `after`. */
  readonly revision: number;
}

export interface ScanOptions extends FollowOptions {
  /** The position at which the scan ends, if the log reaches so far (default: where the log ends when the scan begins). */
  readonly upTo?: Position;
  /**
   * Chooses, among streams of which the scan has reached an event (each named once in a request), those whose events are to be given. It is
   * asked once about each stream that begins after `after`. It is asked about a stream that began earlier whenever the scan reaches one of
   * its events: the caller skips those that it has stored.
   */
  readonly wants: (met: readonly MetStream[]) => Promise<readonly MetStream[]>;
}

export interface ScanBatch {
  /** Events of one stream come in order and without gaps; a long stream takes several batches. */
  readonly events: readonly RecordedEvent[];
  /** All events of the wanted streams up to here have been given. */
  readonly position: Position;
  /** When the log stored the event at `position` or one before it, ISO 8601 UTC; null before the scan has passed any event. */
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
   * Gives the log stream by stream instead of event by event, from one position to another. A stream that `wants` chooses is given whole,
   * with all its events wherever they stand, beyond the end of the scan too. Events appended during the scan may be given or not; `follow`
   * from the last position gives them. The scan ends early when `signal` aborts.
   * Null where `follow` is faster: a log on a server would have to be asked for each stream.
   */
  scanStreams(options: ScanOptions): AsyncIterable<ScanBatch> | null;

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
