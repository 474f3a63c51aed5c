import type { EventLog, RecordedEvent } from '#ports';
import { collect, emptyFacts, LINK_EVENT_TYPES, tellsNothing, type StreamFacts } from '#domain';
import { LRUCache } from 'lru-cache';
import { streamPages } from './streamPages.js';
import { folding, Unfoldable } from './unfoldable.js';

/** Facts of a stream up to a revision. */
export interface StreamState {
  readonly facts: StreamFacts;
  readonly revision: number;
  readonly position: string;
}

/** How far a stream could be folded. */
export interface Advance {
  /** Null when nothing of it could be. */
  readonly state: StreamState | null;
  /** What the next event was refused with; null when all could be folded. */
  readonly fault: Unfoldable | null;
}

/** Events kept in memory, over all streams: what a projector's working set costs (about 1 KB each). */
const MOST_EVENTS = 10_000;

/** The state after a run of events, the last of which is `last`. @throws Unfoldable */
export const stateWith = (facts: StreamFacts, events: readonly RecordedEvent[], last: RecordedEvent): StreamState => ({
  facts: folding(() => collect(facts, events)),
  revision: last.revision,
  position: last.position,
});

const beginning = (stream: string): StreamState => ({ facts: emptyFacts(stream), revision: -1, position: '' });

/** Folds as many of these next events as can be folded. */
const foldOn = (
  state: StreamState,
  events: readonly RecordedEvent[],
): { state: StreamState; fault: Unfoldable | null } => {
  const last = events.at(-1);
  if (last === undefined) return { state, fault: null };
  try {
    return { state: stateWith(state.facts, events, last), fault: null };
  } catch (error) {
    if (!(error instanceof Unfoldable)) throw error;
    if (events.length === 1) return { state, fault: error };
    const half = Math.ceil(events.length / 2);
    const first = foldOn(state, events.slice(0, half));
    return first.fault === null ? foldOn(first.state, events.slice(half)) : first;
  }
};

/**
 * The state of a dialog's stream that some of these events link: their links say all, whatever else stands in it or was missed, since
 * nothing of it is told. After an import links stand far behind what they link, and streams are not in memory any more. Null for any other.
 */
const linkedState = (
  former: StreamState,
  events: readonly RecordedEvent[],
  last: RecordedEvent,
): StreamState | null => {
  const links = events.filter(({ type }) => LINK_EVENT_TYPES.includes(type));
  if (links.length === 0) return null;
  const { state, fault } = foldOn(former, links);
  return fault === null && tellsNothing(state.facts)
    ? { ...state, revision: last.revision, position: last.position }
    : null;
};

/** Fold states of recent streams, keyed by revision: a gap or a miss reads the stream again (design.md 4). */
export class StreamStates {
  private readonly states: LRUCache<string, StreamState>;
  private events = 0;

  constructor(
    private readonly log: EventLog,
    mostEvents = MOST_EVENTS,
  ) {
    this.states = new LRUCache({
      maxSize: mostEvents,
      sizeCalculation: (state) => Math.min(mostEvents, state.facts.events.size + state.facts.links.size + 1),
    });
  }

  /** How many events have been folded in so far. */
  get folded(): number {
    return this.events;
  }

  /**
   * Takes in these events of a stream, a run of its next ones in order: the answer is as far as the last of them at least, or as they can
   * be folded. Null when the stream is already known further than that: seen already.
   * @throws StoreUnavailable what is missing of the stream could not be read
   */
  async advance(stream: string, events: readonly RecordedEvent[]): Promise<Advance | null> {
    const known = this.states.get(stream);
    const last = events.at(-1);
    if (last === undefined || (known !== undefined && last.revision <= known.revision)) return null;
    const former = known ?? beginning(stream);
    const next = former.revision + 1;
    const fresh = events.filter((event) => event.revision >= next);
    const linked = linkedState(former, fresh, last);
    if (linked !== null) return this.kept(stream, { state: linked, fault: null }, fresh.length);
    const isNext = fresh[0]?.revision === next && last.revision === next + fresh.length - 1;
    return isNext ? this.kept(stream, foldOn(former, fresh), fresh.length) : this.readOn(stream, former);
  }

  forget(stream: string): void {
    this.states.delete(stream);
  }

  /** A stream that could not be folded is forgotten: its next event tries all of it again. */
  private kept(
    stream: string,
    { state, fault }: { state: StreamState; fault: Unfoldable | null },
    events: number,
  ): Advance {
    this.events += events;
    if (fault === null) this.states.set(stream, state);
    else this.forget(stream);
    return { state: state.revision < 0 ? null : state, fault };
  }

  private async readOn(stream: string, former: StreamState): Promise<Advance> {
    let state = former;
    let events = 0;
    for await (const page of streamPages(this.log, stream, former.revision + 1)) {
      const folded = foldOn(state, page);
      events += page.length;
      state = folded.state;
      if (folded.fault !== null) return this.kept(stream, folded, events);
    }
    return this.kept(stream, { state, fault: null }, events);
  }
}
