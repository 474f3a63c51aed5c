import type { EventLog, RecordedEvent } from '#ports';
import { collect, emptyFacts, LINK_EVENT_TYPES, isLinkedElsewhere, type StreamFacts } from '#domain';
import { LRUCache } from 'lru-cache';
import { streamPages } from './streamPages.js';
import { folding, FoldFailed } from './foldFailed.js';

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
  readonly fault: FoldFailed | null;
}

/** Events kept in memory, over all streams: what a projector's working set costs (about 1 KB each). */
const MOST_EVENTS = 10_000;

interface Folded {
  readonly state: StreamState;
  readonly fault: FoldFailed | null;
}

const beginning = (stream: string): StreamState => ({ facts: emptyFacts(stream), revision: -1, position: '' });

/** As many of these next events as can be folded. */
const foldWhatCan = (state: StreamState, events: readonly RecordedEvent[]): Folded => {
  const last = events.at(-1);
  if (last === undefined) return { state, fault: null };
  try {
    const facts = folding(() => collect(state.facts, events));
    return { state: { facts, revision: last.revision, position: last.position }, fault: null };
  } catch (error) {
    if (!(error instanceof FoldFailed)) throw error;
    if (events.length === 1) return { state, fault: error };
    const half = Math.ceil(events.length / 2);
    const first = foldWhatCan(state, events.slice(0, half));
    return first.fault === null ? foldWhatCan(first.state, events.slice(half)) : first;
  }
};

/**
 * The state of a dialog's stream that is linked, by these events or before: its links say all, whatever else stands in it or was missed,
 * since nothing of it is projected. After an import links stand far behind what they link, and streams are not in memory any more. Null for
 * any other.
 */
const linkedState = (former: StreamState, events: readonly RecordedEvent[]): StreamState | null => {
  const last = events.at(-1);
  if (last === undefined || former.facts.kind !== 'dialog') return null;
  const { state, fault } = foldWhatCan(
    former,
    events.filter(({ type }) => LINK_EVENT_TYPES.includes(type)),
  );
  const { revision, position } = last;
  return fault === null && isLinkedElsewhere(state.facts) ? { facts: state.facts, revision, position } : null;
};

/**
 * Folds what follows in the log of a stream whose state is known so far, up to a revision (default: all there is), or as much as can be.
 * @throws StoreUnavailable
 */
const readOn = async (
  log: EventLog,
  former: StreamState,
  upTo = Infinity,
): Promise<Folded & { readonly events: number }> => {
  let { state, fault }: Folded = { state: former, fault: null };
  let events = 0;
  for await (const page of streamPages(log, former.facts.stream, former.revision + 1)) {
    const wanted = page.filter(({ revision }) => revision <= upTo);
    events += wanted.length;
    const linked: StreamState | null = linkedState(state, wanted);
    if (linked !== null) [state, fault] = [linked, null];
    else if (fault === null) ({ state, fault } = foldWhatCan(state, wanted)); // after one that cannot be folded only a link can help
    if (wanted.length < page.length || (fault !== null && state.facts.kind !== 'dialog')) break;
  }
  return { state, fault, events };
};

/**
 * A stream's state as the log holds it, up to a revision (default: all there is); null for one without events.
 * @throws StoreUnavailable @throws FoldFailed
 */
export const readState = async (log: EventLog, stream: string, upTo?: number): Promise<StreamState | null> => {
  const { state, fault } = await readOn(log, beginning(stream), upTo);
  if (fault !== null) throw fault;
  return state.revision < 0 ? null : state;
};

/** Fold states of recent streams, keyed by revision: a gap or a miss reads the stream again (docs/projection.md#fold). */
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
   * Applies these events of a stream, a run of its next ones in order. The answer is as far as the last of them at least, or as far as they
   * can be folded. Null when the stream is known to be that far already.
   * @throws StoreUnavailable what is missing of the stream could not be read
   */
  async advance(stream: string, events: readonly RecordedEvent[]): Promise<Advance | null> {
    const known = this.states.get(stream);
    const last = events.at(-1);
    if (last === undefined || (known !== undefined && last.revision <= known.revision)) return null;
    const former = known ?? beginning(stream);
    const next = former.revision + 1;
    const fresh = events.filter((event) => event.revision >= next);
    const linked = linkedState(former, fresh);
    if (linked !== null) return this.remember({ state: linked, fault: null }, fresh.length);
    const isNext = fresh[0]?.revision === next && last.revision === next + fresh.length - 1;
    if (isNext) return this.remember(foldWhatCan(former, fresh), fresh.length);
    const read = await readOn(this.log, former);
    return this.remember(read, read.events);
  }

  forget(stream: string): void {
    this.states.delete(stream);
  }

  /** A stream that could not be folded is forgotten: its next event tries all of it again. */
  private remember({ state, fault }: Folded, events: number): Advance {
    this.events += events;
    if (fault === null) this.states.set(state.facts.stream, state);
    else this.forget(state.facts.stream);
    return { state: state.revision < 0 ? null : state, fault };
  }
}
