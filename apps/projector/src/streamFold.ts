import type { Partition, RecordedEvent, StreamDocuments } from '#ports';
import type { Rules } from '#domain';
import { inLanes } from './inLanes.js';
import { isOwnStream } from './partition.js';
import { documentsOf, setAside } from './streamDocuments.js';
import type { StreamState, StreamStates } from './streamStates.js';
import { takeTurns } from './timeSlice.js';
import { Unfoldable } from './unfoldable.js';

/** Streams of which something is missing, read at once: one by one they would be slow on a log behind a network (design.md 3). */
const READS_AT_ONCE = 32;

/** So many events of one batch's streams are read ahead, about: more would be held in memory at once. The rest is met in its turn. */
const MOST_READ_AHEAD = 8_000;

export interface FoldParts {
  readonly states: StreamStates;
  /** How far streams have come in the generation. */
  readonly storedRevisions: (streams: readonly string[]) => Promise<ReadonlyMap<string, number>>;
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

const isPoison = ({ poison }: StreamDocuments): boolean => (poison ?? null) !== null;

type Place = Pick<StreamDocuments, 'revision' | 'position'>;

/** What has been taken in and not been told, by stream: its state, or its documents already where its fold threw. */
type Untold = Map<string, StreamState | StreamDocuments>;

/** One stream's, to be put one after the other: of one that cannot be told with what was read ahead first what it told without. */
type Told = readonly [StreamDocuments, ...StreamDocuments[]];

/**
 * Takes events in as they come and tells, when asked, the documents of every stream they have touched since the last time: the more
 * comes in between, the more of a call's events are told at once.
 */
export class StreamFold {
  #untold: Untold = new Map();

  constructor(private readonly parts: FoldParts) {}

  /** How many events have been folded in so far: more than were taken where streams are read. */
  get folded(): number {
    return this.parts.states.folded;
  }

  /**
   * @param ahead each stream is taken to its end when it is met first, and left out when its events come later in the log (0015)
   * @throws StoreUnavailable a store is away, and with it what is missing of a stream
   */
  async take(events: readonly RecordedEvent[], ahead = false): Promise<void> {
    const { states, partition } = this.parts;
    const nextTurn = takeTurns();
    const streams = byStream(events, partition);
    const enough = this.folded + MOST_READ_AHEAD;
    if (ahead) await this.#leaveOutStored(streams);
    await inLanes([...streams], READS_AT_ONCE, async ([stream, ofStream]) => {
      try {
        const state = await states.advance(stream, ofStream, ahead && this.folded < enough);
        if (state !== null) this.#untold.set(stream, state);
      } catch (error) {
        const { revision = 0, position = '' } = ofStream.at(-1) ?? {};
        this.#untold.set(stream, this.#setAside(stream, { revision, position }, error));
      }
      await nextTurn();
    });
  }

  /**
   * What has been taken in by now, in parts of so many streams: what is told and not yet written costs more memory than what it is told
   * from. More may be taken in meanwhile; a stream of which there is more by its turn is told with it, and not once again, unless with it
   * the stream cannot be folded: what could be is told first, or it would never have been.
   */
  tell(streamsAtOnce: number): AsyncGenerator<StreamDocuments[]> {
    const telling = this.#untold;
    this.#untold = new Map();
    return this.#tell(telling, streamsAtOnce);
  }

  /** What of these streams was met before, and has been forgotten since, may be stored as far as this. */
  async #leaveOutStored(streams: Map<string, RecordedEvent[]>): Promise<void> {
    const { states, storedRevisions } = this.parts;
    const asked = [...streams].filter(
      ([stream, [first]]) => first !== undefined && first.revision > 0 && !states.has(stream),
    );
    if (asked.length === 0) return;
    const stored = await storedRevisions(asked.map(([stream]) => stream));
    for (const [stream, events] of asked)
      if ((stored.get(stream) ?? -1) >= (events.at(-1)?.revision ?? 0)) streams.delete(stream);
  }

  async *#tell(telling: Untold, streamsAtOnce: number): AsyncGenerator<StreamDocuments[]> {
    let documents: StreamDocuments[] = [];
    const afterwards: StreamDocuments[] = [];
    const nextTurn = takeTurns();
    for (const [stream, untold] of telling) {
      const [first, ...more] = this.#newestOf(stream) ?? this.#documentsOf(stream, untold);
      documents.push(first);
      afterwards.push(...more);
      telling.delete(stream);
      await nextTurn();
      if (documents.length < streamsAtOnce) continue;
      yield documents;
      documents = [];
    }
    if (documents.length > 0) yield documents;
    if (afterwards.length > 0) yield afterwards;
  }

  /** Null when nothing has come of the stream meanwhile, or nothing that could be folded. */
  #newestOf(stream: string): Told | null {
    const newer = this.#untold.get(stream);
    const told = newer === undefined ? null : this.#documentsOf(stream, newer);
    if (told === null || isPoison(told[0])) return null;
    this.#untold.delete(stream);
    return told;
  }

  #documentsOf(stream: string, untold: StreamState | StreamDocuments): Told {
    if (!('facts' in untold)) return [untold];
    const { asMet } = untold;
    try {
      return [documentsOf(stream, untold, this.parts.rules)];
    } catch (error) {
      const poison = this.#setAside(stream, untold, error);
      return asMet === undefined ? [poison] : [...this.#documentsOf(stream, asMet), poison];
    }
  }

  /** A stream whose fold throws is set aside with its error; the rest goes on, and its next event or a rebuild tries again. */
  #setAside(stream: string, place: Place, error: unknown): StreamDocuments {
    if (!(error instanceof Unfoldable)) throw error; // not the stream's fault
    this.parts.states.forget(stream);
    return setAside({ stream, ...place }, { message: error.message, at: new Date(this.parts.now()).toISOString() });
  }
}
