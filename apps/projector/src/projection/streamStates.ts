import type { EventLog, RecordedEvent, StreamDocuments } from '#ports';
import { streamPages } from '../streamPages.js';
import { collect, emptyFacts, LINK_EVENT_TYPES, isLinkedElsewhere, newKeptView, type Rules } from '#domain';
import { LRUCache } from 'lru-cache';
import { documentsOf, FoldFailed, folding, MadeCalls, type StreamState } from './streamDocuments.js';

/** A stream's state after events were folded into it. */
export interface Advance {
  readonly state: StreamState;
  /** Why the next event could not be folded; null when all could be. */
  readonly fault: FoldFailed | null;
}

/** Events of all streams together that are kept in memory, of about 1 KB each. */
const MOST_EVENTS = 10_000;
/**
 * A stream counts as no more than this share of them, however long it is: otherwise every event of another stream would push a long one
 * out of memory, and each of its own would have all of it read again.
 */
const LARGEST_SHARE = 0.5;

const beginning = (stream: string): StreamState => ({
  facts: emptyFacts(stream),
  revision: -1,
  position: '',
  kept: newKeptView(),
  made: new MadeCalls(),
});

/** Folds these next events, or as many of them as can be folded: halves are tried until the event is found that cannot be. */
const foldWhatCan = (state: StreamState, events: readonly RecordedEvent[]): Advance => {
  const last = events.at(-1);
  if (last === undefined) return { state, fault: null };
  const facts = folding(() => collect(state.facts, events));
  if (!(facts instanceof FoldFailed))
    return { state: { ...state, facts, revision: last.revision, position: last.position }, fault: null };
  if (events.length === 1) return { state, fault: facts };
  const half = Math.ceil(events.length / 2);
  const first = foldWhatCan(state, events.slice(0, half));
  return first.fault === null ? foldWhatCan(first.state, events.slice(half)) : first;
};

/**
 * The state of a dialog's stream that is linked elsewhere, by these events or before; null for any other stream. Such a stream has no calls,
 * so only its links are folded, and the stream is not read again for events that are missing. After an import that happens often: a link
 * comes long after the dialog's other events, when the stream is no longer in memory.
 */
const linkedState = (former: StreamState, events: readonly RecordedEvent[]): StreamState | null => {
  const last = events.at(-1);
  if (last === undefined || former.facts.kind !== 'dialog') return null;
  const links = events.filter(({ type }) => LINK_EVENT_TYPES.includes(type));
  const { state, fault } = foldWhatCan(former, links);
  const { revision, position } = last;
  return fault === null && isLinkedElsewhere(state.facts) ? { ...state, revision, position } : null;
};

/**
 * Reads the events that follow a stream's state, up to a revision (default: all there are), and folds as many as can be folded.
 * @returns also how many events were read
 * @throws StoreUnavailable
 */
const foldFollowing = async (
  log: EventLog,
  former: StreamState,
  upTo = Infinity,
): Promise<Advance & { readonly events: number }> => {
  let { state, fault }: Advance = { state: former, fault: null };
  let events = 0;
  for await (const page of streamPages(log, former.facts.stream, former.revision + 1)) {
    const wanted = page.filter(({ revision }) => revision <= upTo);
    events += wanted.length;
    const linked: StreamState | null = linkedState(state, wanted);
    if (linked !== null) [state, fault] = [linked, null];
    else if (fault === null) ({ state, fault } = foldWhatCan(state, wanted)); // after an event that cannot be folded only a link matters: then the stream has no calls
    if (wanted.length < page.length || (fault !== null && state.facts.kind !== 'dialog')) break;
  }
  return { state, fault, events };
};

/** Reads one stream up to a revision (default: all of it) and makes its documents. Null: it has no events. @throws StoreUnavailable */
export const foldStream = async (
  log: EventLog,
  stream: string,
  rules: Rules,
  upTo?: number,
): Promise<StreamDocuments | FoldFailed | null> => {
  const { state, fault } = await foldFollowing(log, beginning(stream), upTo);
  if (fault !== null) return fault;
  return state.revision < 0 ? null : documentsOf(stream, state, rules);
};

/** States of recent streams in memory. A stream that is not there, or has a gap, is read from the log (docs/projection.md#fold). */
export class StreamStates {
  readonly #states: LRUCache<string, StreamState>;
  #events = 0;

  constructor(
    private readonly log: EventLog,
    mostEvents = MOST_EVENTS,
  ) {
    this.#states = new LRUCache({
      maxSize: mostEvents,
      sizeCalculation: ({ facts }) => Math.min(mostEvents * LARGEST_SHARE, facts.events.size + facts.links.size + 1),
    });
  }

  /** How many events have been folded in so far. */
  get folded(): number {
    return this.#events;
  }

  /**
   * Applies events of a stream. If events before them are missing, the stream is read, perhaps beyond them.
   * @returns null when all of them had been applied before
   * @throws StoreUnavailable what is missing of the stream could not be read
   */
  async advance(stream: string, events: readonly RecordedEvent[]): Promise<Advance | null> {
    const known = this.#states.get(stream);
    const last = events.at(-1);
    if (last === undefined || (known !== undefined && last.revision <= known.revision)) return null;
    const former = known ?? beginning(stream);
    const next = former.revision + 1;
    const fresh = events.filter((event) => event.revision >= next);
    const linked = linkedState(former, fresh);
    if (linked !== null) return this.#remember({ state: linked, fault: null }, fresh.length);
    const isNext = fresh[0]?.revision === next && last.revision === next + fresh.length - 1;
    if (isNext) return this.#remember(foldWhatCan(former, fresh), fresh.length);
    const read = await foldFollowing(this.log, former);
    return this.#remember(read, read.events);
  }

  forget(stream: string): void {
    this.#states.delete(stream);
  }

  /** A stream that could not be folded is forgotten, so that its next event tries all of it again. */
  #remember({ state, fault }: Advance, events: number): Advance {
    this.#events += events;
    if (fault === null) this.#states.set(state.facts.stream, state);
    else this.forget(state.facts.stream);
    return { state, fault };
  }
}
