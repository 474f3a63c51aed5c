import type { EventLog, RecordedEvent } from '#ports';
import { collect, emptyFacts, type StreamFacts } from '#domain';
import { LRUCache } from 'lru-cache';

/** Facts of a stream up to a revision. */
export interface StreamState {
  readonly facts: StreamFacts;
  readonly revision: number;
  readonly position: string;
}

/** Events kept in memory, over all streams: what a projector's working set costs (about 1 KB each). */
const MOST_EVENTS = 10_000;
const PAGE = 1_000;

/** Fold states of recent streams, keyed by revision: a gap or a miss reads the stream again (design.md 4). */
export class StreamStates {
  private readonly states: LRUCache<string, StreamState>;

  constructor(
    private readonly log: EventLog,
    mostEvents = MOST_EVENTS,
  ) {
    this.states = new LRUCache({
      maxSize: mostEvents,
      sizeCalculation: (state) => Math.min(mostEvents, state.facts.events.size + state.facts.links.size + 1),
    });
  }

  /**
   * The stream's state with these events, which are a run of its next ones in order; at least as far as the last of them.
   * Null when the stream is already known further than that: seen already.
   */
  async advance(stream: string, events: readonly RecordedEvent[]): Promise<StreamState | null> {
    const known = this.states.get(stream);
    const last = events.at(-1);
    if (last === undefined || (known !== undefined && last.revision <= known.revision)) return null;
    const next = (known?.revision ?? -1) + 1;
    const fresh = events.filter((event) => event.revision >= next);
    const isNext = fresh[0]?.revision === next && last.revision === next + fresh.length - 1;
    const state = isNext
      ? { facts: collect(known?.facts ?? emptyFacts(stream), fresh), revision: last.revision, position: last.position }
      : await this.readOn(stream, known);
    this.states.set(stream, state);
    return state;
  }

  forget(stream: string): void {
    this.states.delete(stream);
  }

  /** After a write that failed: what is remembered may be ahead of what is stored. */
  forgetAll(): void {
    this.states.clear();
  }

  private async readOn(stream: string, known: StreamState | undefined): Promise<StreamState> {
    let state = known ?? { facts: emptyFacts(stream), revision: -1, position: '' };
    let page: RecordedEvent[] = [];
    const addPage = (): void => {
      const last = page.at(-1);
      if (last !== undefined)
        state = { facts: collect(state.facts, page), revision: last.revision, position: last.position };
      page = [];
    };
    for await (const event of this.log.readStream(stream, { from: state.revision + 1 })) {
      page.push(event);
      if (page.length === PAGE) addPage();
    }
    addPage();
    return state;
  }
}
