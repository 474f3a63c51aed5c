import { forEachConcurrently } from '#concurrency';
import type { Partition, RecordedEvent, StreamDocuments } from '#ports';
import type { Rules } from '#domain';
import { isOwnStream } from './partition.js';
import { documentsOf, setAside } from './streamDocuments.js';
import type { Advance, StreamState, StreamStates } from './streamStates.js';
import { takeTurns } from './timeSlice.js';
import { Unfoldable } from './unfoldable.js';

/** What it costs to write a stream that tells no call, in calls. */
const WITHOUT_CALLS = 0.25;

/** Streams of which something is missing, read at once: one by one they would be slow on a log behind a network (design.md 3). */
const READS_AT_ONCE = 32;

export interface FoldParts {
  readonly states: StreamStates;
  readonly partition: Partition;
  readonly rules: Rules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const byStream = (events: readonly RecordedEvent[], partition: Partition): Map<string, RecordedEvent[]> => {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream);
    if (known !== undefined) known.push(event);
    else if (isOwnStream(event.stream, partition)) streams.set(event.stream, [event]);
  }
  return streams;
};

type Place = Pick<StreamDocuments, 'revision' | 'position'>;

/** What has been taken in of a stream and not been told. */
interface Untold {
  /** As far as it could be folded; null when nothing of it could be. */
  readonly state: StreamState | null;
  /** What it is set aside with, if there is more that could not be folded. */
  readonly poison: StreamDocuments | null;
}

/**
 * Takes events in as they come and tells, when asked, the documents of every stream they have touched since the last time: the more
 * comes in between, the more of a call's events are told at once.
 */
export class StreamFold {
  #untold = new Map<string, Untold>();

  constructor(private readonly parts: FoldParts) {}

  /** How many events have been folded in so far: more than were taken where streams are read. */
  get folded(): number {
    return this.parts.states.folded;
  }

  /**
   * Answers how many of the events are of the partition's streams.
   * @throws StoreUnavailable a store is away, and with it what is missing of a stream
   */
  async take(events: readonly RecordedEvent[]): Promise<number> {
    const { states, partition } = this.parts;
    const nextTurn = takeTurns();
    const streams = [...byStream(events, partition)];
    await forEachConcurrently(streams, READS_AT_ONCE, async ([stream, ofStream]) => {
      const advance = await states.advance(stream, ofStream);
      if (advance !== null) this.#untold.set(stream, this.#untoldOf(stream, advance, ofStream.at(-1)));
      await nextTurn();
    });
    return streams.reduce((sum, [, ofStream]) => sum + ofStream.length, 0);
  }

  /**
   * What has been taken in by now, in parts of so many calls: what is told and not yet written costs more memory than what it is told
   * from. More may be taken in meanwhile; a stream of which there is more by its turn is told with it, and not once again, unless with it
   * the stream cannot be folded: what could be is told first, or it would never have been.
   */
  tell(callsAtOnce: number): AsyncGenerator<StreamDocuments[]> {
    const telling = this.#untold;
    this.#untold = new Map();
    return this.#tell(telling, callsAtOnce);
  }

  async *#tell(telling: Map<string, Untold>, callsAtOnce: number): AsyncGenerator<StreamDocuments[]> {
    let documents: StreamDocuments[] = [];
    let calls = 0;
    const afterwards: StreamDocuments[] = [];
    const nextTurn = takeTurns();
    for (const [stream, untold] of telling) {
      const newest = untold.poison === null ? this.#newestOf(stream) : null;
      const told = newest ?? (untold.state === null ? untold.poison : this.#documentsOf(stream, untold.state));
      if (told !== null) {
        documents.push(told);
        calls += Math.max(told.calls.length, WITHOUT_CALLS);
      }
      // in a put of its own: of two states of a stream in one put the later one alone would count
      if (untold.poison !== null && told !== untold.poison) afterwards.push(untold.poison);
      telling.delete(stream);
      await nextTurn();
      if (calls < callsAtOnce) continue;
      yield documents;
      documents = [];
      calls = 0;
    }
    if (documents.length > 0) yield documents;
    if (afterwards.length > 0) yield afterwards;
  }

  #untoldOf(stream: string, { state, fault }: Advance, last: Place | undefined): Untold {
    if (fault === null) return { state, poison: null };
    const before = state ?? this.#untold.get(stream)?.state ?? null;
    return { state: before, poison: last === undefined ? null : this.#setAside(stream, last, fault) };
  }

  /** Null when nothing has come of the stream meanwhile, or nothing that can be told: that is left for the next time. */
  #newestOf(stream: string): StreamDocuments | null {
    const newer = this.#untold.get(stream);
    const told = newer?.state == null ? null : this.#documentsOf(stream, newer.state);
    if (newer === undefined || told === null || (told.poison ?? null) !== null) return null;
    if (newer.poison === null) this.#untold.delete(stream);
    else this.#untold.set(stream, { state: null, poison: newer.poison });
    return told;
  }

  #documentsOf(stream: string, state: StreamState): StreamDocuments {
    try {
      return documentsOf(stream, state, this.parts.rules);
    } catch (error) {
      if (!(error instanceof Unfoldable)) throw error;
      this.parts.states.forget(stream);
      return this.#setAside(stream, state, error);
    }
  }

  /** A stream whose fold throws is set aside with its error; the rest goes on, and its next event or a rebuild tries again. */
  #setAside(stream: string, { revision, position }: Place, { message }: Unfoldable): StreamDocuments {
    const poison = { message, at: new Date(this.parts.now()).toISOString() };
    return setAside({ stream, revision, position }, poison);
  }
}
