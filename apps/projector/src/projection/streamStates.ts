import type { EventLog, RecordedEvent, StreamDocuments } from '#ports';
import { collect, emptyFacts, LINK_EVENT_TYPES, isLinkedElsewhere, type Rules } from '#domain';
import { LRUCache } from 'lru-cache';
import { documentsOf, FoldFailed, folding, type StreamState } from './streamDocuments.js';

/** How far a stream could be folded. */
export interface Advance {
  readonly state: StreamState;
  /** Why the next event could not be; null when all could be folded. */
  readonly fault: FoldFailed | null;
}

/** Events kept in memory, over all streams: what a projector's working set costs (about 1 KB each). */
const MOST_EVENTS = 10_000;

/** Of a stream's page. */
const PAGE_EVENTS = 500;
/** An event can have some hundred KB, and many streams are read at once: pages of such events would fill a worker's heap. */
const PAGE_CHARACTERS = 256 * 1024;

/** A stream's events from a revision on, in pages that are small in number and in size. @throws StoreUnavailable */
export async function* streamPages(log: EventLog, stream: string, from: number): AsyncGenerator<RecordedEvent[]> {
  let page: RecordedEvent[] = [];
  let characters = 0;
  for await (const event of log.readStream(stream, { from })) {
    page.push(event);
    characters += event.text.length;
    if (page.length < PAGE_EVENTS && characters < PAGE_CHARACTERS) continue;
    yield page;
    page = [];
    characters = 0;
  }
  if (page.length > 0) yield page;
}

const beginning = (stream: string): StreamState => ({ facts: emptyFacts(stream), revision: -1, position: '' });

/** As many of these next events as can be folded. */
const foldWhatCan = (state: StreamState, events: readonly RecordedEvent[]): Advance => {
  const last = events.at(-1);
  if (last === undefined) return { state, fault: null };
  const facts = folding(() => collect(state.facts, events));
  if (!(facts instanceof FoldFailed))
    return { state: { facts, revision: last.revision, position: last.position }, fault: null };
  if (events.length === 1) return { state, fault: facts };
  const half = Math.ceil(events.length / 2);
  const first = foldWhatCan(state, events.slice(0, half));
  return first.fault === null ? foldWhatCan(first.state, events.slice(half)) : first;
};

/**
 * The state of a dialog's stream that is linked, by these events or before; null for any other. A linked dialog stream produces no calls,
 * so only its link events are folded and gaps do not matter. This saves reading the stream again: after an import its link comes long after
 * its other events, when it is no longer in memory.
 */
const linkedState = (former: StreamState, events: readonly RecordedEvent[]): StreamState | null => {
  const last = events.at(-1);
  if (last === undefined || former.facts.kind !== 'dialog') return null;
  const links = events.filter(({ type }) => LINK_EVENT_TYPES.includes(type));
  const { state, fault } = foldWhatCan(former, links);
  const { revision, position } = last;
  return fault === null && isLinkedElsewhere(state.facts) ? { facts: state.facts, revision, position } : null;
};

/**
 * Folds what follows in the log of a stream whose state is known so far, up to a revision (default: all there is), or as much as can be;
 * answers also how many events that were.
 * @throws StoreUnavailable
 */
const readOn = async (
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
    else if (fault === null) ({ state, fault } = foldWhatCan(state, wanted)); // after one that cannot be folded only a link can help
    if (wanted.length < page.length || (fault !== null && state.facts.kind !== 'dialog')) break;
  }
  return { state, fault, events };
};

/**
 * The documents of one stream by the given rules, as the log holds it up to a revision (default: all there is). Null for a stream that has
 * no event.
 * @throws StoreUnavailable
 */
export const foldStream = async (
  log: EventLog,
  stream: string,
  rules: Rules,
  upTo?: number,
): Promise<StreamDocuments | FoldFailed | null> => {
  const { state, fault } = await readOn(log, beginning(stream), upTo);
  if (fault !== null) return fault;
  return state.revision < 0 ? null : documentsOf(stream, state, rules);
};

/** Fold states of recent streams, keyed by revision: a gap or a miss reads the stream again (docs/projection.md#fold). */
export class StreamStates {
  readonly #states: LRUCache<string, StreamState>;
  #events = 0;

  constructor(
    private readonly log: EventLog,
    mostEvents = MOST_EVENTS,
  ) {
    this.#states = new LRUCache({
      maxSize: mostEvents,
      sizeCalculation: (state) => Math.min(mostEvents, state.facts.events.size + state.facts.links.size + 1),
    });
  }

  /** How many events have been folded in so far. */
  get folded(): number {
    return this.#events;
  }

  /**
   * Applies consecutive events of a stream; where events before them are missing, the stream is read. The answer is as far as the last of
   * them at least, or as far as they can be folded. Null when the stream is known to be that far already.
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
    const read = await readOn(this.log, former);
    return this.#remember(read, read.events);
  }

  forget(stream: string): void {
    this.#states.delete(stream);
  }

  /** A stream that could not be folded is forgotten: its next event tries all of it again. */
  #remember({ state, fault }: Advance, events: number): Advance {
    this.#events += events;
    if (fault === null) this.#states.set(state.facts.stream, state);
    else this.forget(state.facts.stream);
    return { state, fault };
  }
}
