import type { StoredCall } from '#domain';
import {
  carriedPosition,
  changedEntry,
  droppedEntry,
  finishedEntry,
  openedEntry,
  startedEntry,
  switchedEntries,
  type Checkpoint,
  type FeedEntry,
  type FeedPlace,
  type Generation,
  type ReadModels,
  type StoredChange,
} from '#ports';
import { aCheckpoint } from './aCheckpoint.js';

interface Entry {
  readonly place: FeedPlace;
  /** Null: removed. */
  readonly call: StoredCall | null;
}

interface Stored {
  /** By stream and id. */
  readonly entries: Map<string, Entry>;
  readonly revisions: Map<string, number>;
  checkpoints: readonly Checkpoint[];
}

const MOMENT = Date.parse('2024-01-01T00:00:00.000Z');

const textOf = ({ position, id, stream }: FeedPlace): string => `${position} ${id} ${stream}`;
const contentOf = (call: StoredCall): string => JSON.stringify({ ...call, revision: undefined });
const hasSameContent = (one: Entry | undefined, other: Entry | undefined): boolean =>
  one?.call != null && other?.call != null && contentOf(one.call) === contentOf(other.call);
const feedEntry = (entry: Entry | undefined): FeedEntry =>
  entry === undefined ? null : { is: entry.call === null ? 'removal' : 'call', position: entry.place.position };

/**
 * As much of the read models as a change feed needs, in memory and in the plainest way: what a generation stores, lists and gives out. The
 * entries of generations change by the rules that every store has.
 */
export const plainFeed = (): ReadModels => {
  let generations: readonly Generation[] = [];
  const stored = new Map<number, Stored>();
  const of = ({ number }: Pick<Generation, 'number'>): Stored => stored.get(number)!;
  const now = (): string => new Date(MOMENT).toISOString();
  const save = (...changed: readonly Generation[]): Promise<Generation> => {
    const byNumber = new Map(generations.map((entry) => [entry.number, entry]));
    for (const entry of changed) byNumber.set(entry.number, entry);
    generations = [...byNumber.values()];
    return Promise.resolve(changed[0]!);
  };
  const make = (entry: Generation): Promise<Generation> => {
    stored.set(entry.number, { entries: new Map(), revisions: new Map(), checkpoints: [] });
    return save(entry);
  };
  const holdersOf = (generation: Generation, dialog: string): readonly StoredCall[] =>
    [...of(generation).entries.values()].flatMap(({ call }) =>
      call?.legs.some(({ dialogUuid }) => dialogUuid === dialog) === true ? [call] : [],
    );
  const changeOf = (generation: Generation, { place, call }: Entry): StoredChange =>
    call === null
      ? { change: 'removed', place, source: 'main', project: null, holders: holdersOf(generation, place.id) }
      : { change: 'put', place, call };
  const replaceStream = (
    { entries, revisions }: Stored,
    { stream, revision, position, calls }: Parameters<ReadModels['replaceDocuments']>[1][number],
  ): void => {
    if ((revisions.get(stream) ?? -1) >= revision) return;
    revisions.set(stream, revision);
    const wanted = new Map(calls.map((call) => [`${stream} ${call.id}`, call]));
    for (const [key, { place, call }] of entries)
      if (place.stream === stream && call !== null && !wanted.has(key))
        entries.set(key, { place: { ...place, position }, call: null });
    for (const [key, call] of wanted) {
      const entry: Entry = { place: { position, id: call.id, stream }, call };
      if (!hasSameContent(entries.get(key), entry)) entries.set(key, entry);
    }
  };

  const models: Partial<ReadModels> = {
    openProjection: (projection, rulesVersion, logIdentity) =>
      make(openedEntry(generations, { projection, rulesVersion, logIdentity }, now())),
    startBuild: (projection, build) => make(startedEntry(generations, { projection, ...build }, now())),
    generations: () => Promise.resolve(generations),
    changeGeneration: (generation, change) => save(changedEntry(generations, generation, change)),
    switchTo: (generation) => save(...switchedEntries(generations, generation, now())),
    finishSwitch: (live, position) => save(finishedEntry(generations, live, position)),
    dropGeneration: async (generation) => {
      await save(droppedEntry(generations, generation));
    },
    checkpoints: (generation) => Promise.resolve(generation === null ? [] : of(generation).checkpoints),
    replaceDocuments: (generation, documents, move) => {
      for (const one of documents) replaceStream(of(generation), one);
      if (move !== null) of(generation).checkpoints = [aCheckpoint(move)];
      return Promise.resolve();
    },
    findCalls: (generation) => {
      const items = [...of(generation).entries.values()].flatMap(({ call }) => (call === null ? [] : [call]));
      return Promise.resolve({ items, next: null });
    },
    changesSince: (generation, { after, upTo, limit }) => {
      const found = [...of(generation).entries.values()]
        .filter(({ place }) => place.position <= upTo && (after === null || textOf(place) > textOf(after)))
        .sort((one, other) => (textOf(one.place) < textOf(other.place) ? -1 : 1));
      return Promise.resolve(found.slice(0, limit).map((entry) => changeOf(generation, entry)));
    },
    carryReaders: (live, former, { to, after }) => {
      const [ofLive, ofFormer] = [of(live).entries, of(former).entries];
      const keys = [...new Set([...ofFormer.keys(), ...ofLive.keys()])].sort();
      const key = keys.find((one) => after === null || one > after.stream);
      if (key === undefined) return Promise.resolve(null);
      const [one, other] = [ofFormer.get(key), ofLive.get(key)];
      const position = carriedPosition(feedEntry(one), feedEntry(other), hasSameContent(one, other), to);
      const place = (other ?? one)!.place;
      if (position !== null) ofLive.set(key, { place: { ...place, position }, call: other?.call ?? null });
      return Promise.resolve({ scanned: 'former', stream: key, id: '' });
    },
  };
  return models as ReadModels;
};
