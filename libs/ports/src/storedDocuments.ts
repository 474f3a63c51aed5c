import type { StoredCall } from '#domain';
import type { Position } from './eventLog.js';
import type { Generation } from './generations.js';

/** Streams by name, beginning just after `after` (null: with the first). */
export interface StreamPage {
  readonly after: string | null;
  readonly limit: number;
}

/** What one stream's documents are in one generation. */
export interface StoredStream {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly calls: readonly StoredCall[];
}

/** A stream that could not be folded or stored: its documents stay as they were before (docs/projection.md#poisoned-streams). */
export interface PoisonedStream {
  readonly stream: string;
  readonly revision: number;
  readonly message: string;
  readonly at: string;
}

/** What a generation stores of each stream, for rebuilds and for who looks after them. Every method rejects with StoreUnavailable when the store cannot be reached. */
export interface StoredDocuments {
  /** Each with its calls by id: for comparing two generations, whatever their states. */
  storedStreams(generation: Generation, page: StreamPage): Promise<readonly StoredStream[]>;
  /** Those of these streams that the generation has. */
  storedStreamsNamed(generation: Generation, streams: readonly string[]): Promise<readonly StoredStream[]>;
  /** The stored revision of each of these streams that is stored: documents of no higher revision do not replace its documents. */
  storedRevisions(generation: Generation, streams: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /** Poisoned streams by name. */
  poisoned(generation: Generation, page: StreamPage): Promise<readonly PoisonedStream[]>;
  /** Those of these streams that are poisoned. */
  poisonedNamed(generation: Generation, streams: readonly string[]): Promise<readonly PoisonedStream[]>;
  countPoisoned(generation: Generation): Promise<number>;
}
