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
  /** Where the stream was read ahead: its state without what was read so. */
  readonly asMet?: StreamState;
}

/** Events kept in memory, over all streams: what a projector's working set costs (about 1 KB each). */
const MOST_EVENTS = 10_000;

/** The state after a run of events, the last of which is `last`. @throws Unfoldable */
export const stateWith = (facts: StreamFacts, events: readonly RecordedEvent[], last: RecordedEvent): StreamState => ({
  facts: folding(() => collect(facts, events)),
  revision: last.revision,
  position: last.position,
});

/**
 * The state of a dialog's stream that these events link: complete without what was missed before them, since nothing of it is told.
 * After an import links stand far behind what they link, and streams are not in memory any more. Null for any other. @throws Unfoldable
 */
const linkedState = (facts: StreamFacts, events: readonly RecordedEvent[], last: RecordedEvent): StreamState | null => {
  if (!events.some(({ type }) => LINK_EVENT_TYPES.includes(type))) return null;
  const state = stateWith(facts, events, last);
  return tellsNothing(state.facts) ? state : null;
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

  has(stream: string): boolean {
    return this.states.has(stream);
  }

  /**
   * The stream's state with these events, which are a run of its next ones in order; at least as far as the last of them.
   * Null when the stream is already known further than that: seen already.
   * @param ahead a stream of which nothing is known yet is read on to its end
   * @throws Unfoldable @throws StoreUnavailable
   */
  async advance(stream: string, events: readonly RecordedEvent[], ahead = false): Promise<StreamState | null> {
    const known = this.states.get(stream);
    const last = events.at(-1);
    if (last === undefined || (known !== undefined && last.revision <= known.revision)) return null;
    const next = (known?.revision ?? -1) + 1;
    const fresh = events.filter((event) => event.revision >= next);
    const isNext = fresh[0]?.revision === next && last.revision === next + fresh.length - 1;
    const facts = known?.facts ?? emptyFacts(stream);
    const met = isNext ? stateWith(facts, fresh, last) : linkedState(facts, fresh, last);
    if (met !== null) this.events += fresh.length;
    const state = met ?? (await this.readOn(stream, known));
    const isFirst = known === undefined && met !== null;
    const whole = ahead && isFirst && !tellsNothing(state.facts) ? await this.readAhead(stream, state) : state;
    this.states.set(stream, whole);
    return whole === state ? state : { ...whole, asMet: state };
  }

  forget(stream: string): void {
    this.states.delete(stream);
  }

  /** An event that cannot be folded is left to its turn in the log. */
  private async readAhead(stream: string, state: StreamState): Promise<StreamState> {
    try {
      return await this.readOn(stream, state);
    } catch (error) {
      if (error instanceof Unfoldable) return state;
      throw error;
    }
  }

  private async readOn(stream: string, known: StreamState | undefined): Promise<StreamState> {
    let state = known ?? { facts: emptyFacts(stream), revision: -1, position: '' };
    for await (const page of streamPages(this.log, stream, state.revision + 1)) {
      const last = page.at(-1);
      if (last !== undefined) state = stateWith(state.facts, page, last);
      this.events += page.length;
    }
    return state;
  }
}
