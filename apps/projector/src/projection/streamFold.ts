import { forEachConcurrently } from '#concurrency';
import { isOwnStream, type Partition, type RecordedEvent, type StreamDocuments } from '#ports';
import { groupBy, type Rules } from '#domain';
import { documentsOf, FoldFailed, poisonedDocuments, type StreamState } from './streamDocuments.js';
import type { Advance, StreamStates } from './streamStates.js';

/** A stream without calls costs as much to write as this share of a call. */
const WITHOUT_CALLS = 0.25;

/** Streams with missing events that are read at the same time: one by one they would be slow on a log behind a network. */
const READS_AT_ONCE = 32;

export interface FoldParts {
  readonly states: StreamStates;
  readonly partition: Partition;
  readonly rules: Rules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type Place = Pick<StreamDocuments, 'revision' | 'position'>;

/** A stream with applied events whose documents have yet to be made. */
interface Pending {
  /** As far as it could be folded; null when the documents of that have been made. */
  readonly state: StreamState | null;
  /** Set when a later event could not be folded: the stream is stored as poisoned by it. */
  readonly poison: StreamDocuments | null;
}

/** Applies events as they come, and makes, when asked, the documents of every stream that has changed since the last time. */
export class StreamFold {
  readonly #pending = new Map<string, Pending>();

  constructor(private readonly parts: FoldParts) {}

  /** How many events have been folded so far: those that were applied, and those of streams that were read again. */
  get folded(): number {
    return this.parts.states.folded;
  }

  /** Whether there are streams whose documents have yet to be made. */
  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Answers how many of the events are of the partition's streams. @throws StoreUnavailable missing events could not be read */
  async apply(events: readonly RecordedEvent[]): Promise<number> {
    const { states, partition } = this.parts;
    const all = groupBy(events, ({ stream }) => stream);
    const streams = [...all].filter(([stream]) => isOwnStream(stream, partition));
    await forEachConcurrently(streams, READS_AT_ONCE, async ([stream, ofStream]) => {
      const advance = await states.advance(stream, ofStream);
      if (advance !== null) this.#pending.set(stream, this.#pendingOf(stream, advance, ofStream.at(-1)));
    });
    return streams.reduce((sum, [, ofStream]) => sum + ofStream.length, 0);
  }

  /**
   * Makes the documents of what has been applied by now, in parts of about so many calls, as each part is asked for: documents take more
   * memory than the events they are made of. If a stream changes before its turn, its documents are made with that change. If it is poisoned
   * by that, its last good state is given now and the poison the next time documents are asked for.
   */
  documents(callsAtOnce: number): Generator<StreamDocuments[]> {
    return this.#documents([...this.#pending], callsAtOnce);
  }

  *#documents(
    due: readonly (readonly [stream: string, whenAsked: Pending])[],
    callsAtOnce: number,
  ): Generator<StreamDocuments[]> {
    let documents: StreamDocuments[] = [];
    let calls = 0;
    const poisons: StreamDocuments[] = [];
    for (const [stream, whenAsked] of due) {
      const { state, poison } = this.#pending.get(stream) ?? whenAsked;
      this.#pending.delete(stream);
      if (state !== null) {
        const projected = this.#documentsOf(stream, state);
        documents.push(projected);
        calls += Math.max((projected.changes ?? projected).calls.length, WITHOUT_CALLS);
      }
      // in a write of its own, because a stream stands in one write at most once
      if (poison !== null && whenAsked.poison !== null) poisons.push(poison);
      else if (poison !== null) this.#pending.set(stream, { state: null, poison });
      if (calls < callsAtOnce) continue;
      yield documents;
      documents = [];
      calls = 0;
    }
    if (documents.length > 0) yield documents;
    if (poisons.length > 0) yield poisons;
  }

  #pendingOf(stream: string, { state, fault }: Advance, last: Place | undefined): Pending {
    if (fault === null || last === undefined) return { state, poison: null };
    const foldable = state.revision >= 0 ? state : (this.#pending.get(stream)?.state ?? null);
    return { state: foldable, poison: this.#poisoned(stream, last, fault) };
  }

  #documentsOf(stream: string, state: StreamState): StreamDocuments {
    const documents = documentsOf(stream, state, this.parts.rules);
    if (!(documents instanceof FoldFailed)) return documents;
    this.parts.states.forget(stream);
    return this.#poisoned(stream, state, documents);
  }

  /** Other streams go on; the stream's next event, or a rebuild, tries it again (docs/projection.md#poisoned-streams). */
  #poisoned(stream: string, { revision, position }: Place, { message }: FoldFailed): StreamDocuments {
    const poison = { message, at: new Date(this.parts.now()).toISOString() };
    return poisonedDocuments({ stream, revision, position }, poison);
  }
}
