import { forEachConcurrently } from '#concurrency';
import type { Partition, RecordedEvent, StreamDocuments } from '#ports';
import type { Rules } from '#domain';
import { isOwnStream } from './partition.js';
import { documentsOf, poisonedDocuments } from './streamDocuments.js';
import type { Advance, StreamState, StreamStates } from './streamStates.js';
import { takeTurns } from './timeSlice.js';
import { FoldFailed } from './foldFailed.js';

/** What it costs to write a stream without calls, in calls. */
const WITHOUT_CALLS = 0.25;

/** Streams of which something is missing, read at once: one by one they would be slow on a log behind a network. */
const READS_AT_ONCE = 32;

export interface FoldParts {
  readonly states: StreamStates;
  readonly partition: Partition;
  readonly rules: Rules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const groupByStream = (events: readonly RecordedEvent[], partition: Partition): Map<string, RecordedEvent[]> => {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream);
    if (known !== undefined) known.push(event);
    else if (isOwnStream(event.stream, partition)) streams.set(event.stream, [event]);
  }
  return streams;
};

type Place = Pick<StreamDocuments, 'revision' | 'position'>;

/** What has been applied of a stream and has not been made into documents yet. */
interface Pending {
  /** As far as it could be folded; null when nothing of it could be. */
  readonly state: StreamState | null;
  /** With what the stream is poisoned, if there is more that could not be folded. */
  readonly poison: StreamDocuments | null;
}

/**
 * Applies events as they come, and makes, when asked, the documents of every stream that they have changed since the last time: the more
 * events are applied in between, the more of a call's events come into its documents at once.
 */
export class StreamFold {
  #pending = new Map<string, Pending>();

  constructor(private readonly parts: FoldParts) {}

  /** How many events have been folded in so far: more than were applied where streams are read. */
  get folded(): number {
    return this.parts.states.folded;
  }

  /**
   * Answers how many of the events are of the partition's streams.
   * @throws StoreUnavailable a store is away, and with it what is missing of a stream
   */
  async apply(events: readonly RecordedEvent[]): Promise<number> {
    const { states, partition } = this.parts;
    const nextTurn = takeTurns();
    const streams = [...groupByStream(events, partition)];
    await forEachConcurrently(streams, READS_AT_ONCE, async ([stream, ofStream]) => {
      const advance = await states.advance(stream, ofStream);
      if (advance !== null) this.#pending.set(stream, this.#pendingOf(stream, advance, ofStream.at(-1)));
      await nextTurn();
    });
    return streams.reduce((sum, [, ofStream]) => sum + ofStream.length, 0);
  }

  /**
   * The documents of what has been applied by now, in parts of so many calls: documents that are not written yet cost more memory than the
   * events that they are made of. More events may be applied meanwhile. A stream that has changed again by its turn is projected with
   * that, and not a second time, unless that poisons it: then what could be folded comes first, or it would never be written.
   */
  documents(callsAtOnce: number): AsyncGenerator<StreamDocuments[]> {
    const pending = this.#pending;
    this.#pending = new Map();
    return this.#documents(pending, callsAtOnce);
  }

  async *#documents(pending: Map<string, Pending>, callsAtOnce: number): AsyncGenerator<StreamDocuments[]> {
    let documents: StreamDocuments[] = [];
    let calls = 0;
    const afterwards: StreamDocuments[] = [];
    const nextTurn = takeTurns();
    for (const [stream, { state, poison }] of pending) {
      const newest = poison === null ? this.#newestOf(stream) : null;
      const projected = newest ?? (state === null ? poison : this.#documentsOf(stream, state));
      if (projected !== null) {
        documents.push(projected);
        calls += Math.max(projected.calls.length, WITHOUT_CALLS);
      }
      // in a write of its own: of two states of a stream in one write the later one alone would count
      if (poison !== null && projected !== poison) afterwards.push(poison);
      pending.delete(stream);
      await nextTurn();
      if (calls < callsAtOnce) continue;
      yield documents;
      documents = [];
      calls = 0;
    }
    if (documents.length > 0) yield documents;
    if (afterwards.length > 0) yield afterwards;
  }

  #pendingOf(stream: string, { state, fault }: Advance, last: Place | undefined): Pending {
    if (fault === null) return { state, poison: null };
    const before = state ?? this.#pending.get(stream)?.state ?? null;
    return { state: before, poison: last === undefined ? null : this.#poisoned(stream, last, fault) };
  }

  /** Null when nothing of the stream has been applied meanwhile, or nothing that can be projected: that is left for the next time. */
  #newestOf(stream: string): StreamDocuments | null {
    const newer = this.#pending.get(stream);
    const projected = newer?.state == null ? null : this.#documentsOf(stream, newer.state);
    if (newer === undefined || projected === null || (projected.poison ?? null) !== null) return null;
    if (newer.poison === null) this.#pending.delete(stream);
    else this.#pending.set(stream, { state: null, poison: newer.poison });
    return projected;
  }

  #documentsOf(stream: string, state: StreamState): StreamDocuments {
    try {
      return documentsOf(stream, state, this.parts.rules);
    } catch (error) {
      if (!(error instanceof FoldFailed)) throw error;
      this.parts.states.forget(stream);
      return this.#poisoned(stream, state, error);
    }
  }

  /** The rest goes on; the stream's next event, or a rebuild, tries it again (docs/projection.md#poisoned-streams). */
  #poisoned(stream: string, { revision, position }: Place, { message }: FoldFailed): StreamDocuments {
    const poison = { message, at: new Date(this.parts.now()).toISOString() };
    return poisonedDocuments({ stream, revision, position }, poison);
  }
}
