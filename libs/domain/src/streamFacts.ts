import { readCallEvent, readLinkEvent, LINK_EVENT_TYPES } from './callEvent.js';
import type { CallEvent, LinkEvent, LoggedEvent, Receipt } from './callEvent.js';
import { parseStreamName, type StreamKind } from './streams.js';

/**
 * What has been collected from one stream. Each event once, by id, with the receipt that counts: every merge is a union or
 * a minimum, so any permutation and any repetition of the same events gives the same facts: docs/domain.md#facts-and-view.
 */
export interface StreamFacts {
  readonly stream: string;
  readonly kind: StreamKind | null;
  /** Record id as the stream's name gives it; null in other streams and where the name holds only its hash. */
  readonly namedRecordId: string | null;
  readonly events: ReadonlyMap<string, CallEvent>;
  readonly links: ReadonlyMap<string, LinkEvent>;
}

export const emptyFacts = (stream: string): StreamFacts => {
  const parsed = parseStreamName(stream);
  return {
    stream,
    kind: parsed?.kind ?? null,
    namedRecordId: parsed?.kind === 'record' ? parsed.id : null,
    events: new Map(),
    links: new Map(),
  };
};

const compareTexts = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  if (a === null) return 1; // a receipt replaces none
  if (b === null) return -1;
  return a < b ? -1 : 1;
};

/** Of two receipts of one event the earlier counts; a total order, so that it does not matter which came first. */
const compareReceipts = (a: Receipt, b: Receipt): number =>
  compareTexts(a.receivedAt, b.receivedAt) ||
  compareTexts(a.importedAt, b.importedAt) ||
  compareTexts(a.source, b.source);

/** The same event twice: the receipt that counts, and a copy only if both are. */
const mergeRepeat = (known: CallEvent, again: CallEvent): CallEvent => {
  const { receivedAt, importedAt, source } = again;
  const merged = compareReceipts(again, known) < 0 ? { ...known, receivedAt, importedAt, source } : known;
  return merged.copied && !again.copied ? { ...merged, copied: false } : merged;
};

/**
 * Facts with more events of the same stream, in any order, repeats included. Pure: the given facts stay as they were.
 * Events that belong to no dialog and no record add nothing.
 */
export const collect = (facts: StreamFacts, logged: readonly LoggedEvent[]): StreamFacts => {
  const events = new Map(facts.events);
  const links = new Map(facts.links);
  for (const entry of logged) {
    if (LINK_EVENT_TYPES.includes(entry.type)) {
      const link = readLinkEvent(entry);
      if (link !== null) links.set(entry.id, link);
      continue;
    }
    const event = readCallEvent(entry);
    if (event === null) continue;
    const known = events.get(event.id);
    events.set(event.id, known === undefined ? event : mergeRepeat(known, event));
  }
  const { stream, kind, namedRecordId } = facts;
  return { stream, kind, namedRecordId, events, links };
};

/** Facts with one more event: the step of the fold. */
export const evolve = (facts: StreamFacts, event: LoggedEvent): StreamFacts => collect(facts, [event]);

/**
 * The record a record's stream is about. Where the name holds only its hash, the events say it: one that names a record and was
 * not copied here stands in that record's stream.
 */
export const recordIdOf = (facts: StreamFacts): string | null => {
  if (facts.kind !== 'record' || facts.namedRecordId !== null) return facts.namedRecordId;
  const own = [...facts.events.values()].filter(({ copied }) => !copied).map(({ recordId }) => recordId);
  return own.filter((id) => id !== null).sort()[0] ?? null;
};
