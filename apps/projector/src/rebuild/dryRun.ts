import { pLimit } from '#concurrency';
import {
  BEFORE_ALL,
  CALLS,
  liveOf,
  positionOf,
  type CallQueries,
  type Checkpoints,
  type Generation,
  type Generations,
  type PageKey,
  type StoredDocuments,
  type StoredStream,
} from '#ports';
import { DifferenceTally, type CallFilter, type Difference, type StoredCall } from '#domain';
import { pagesByName } from '#projections';
import { FoldFailed } from '../projection/streamDocuments.js';
import { foldStream } from '../projection/streamStates.js';
import { lastCallChange, type RepairParts } from './repair.js';

export interface DryRunParts extends Pick<RepairParts, 'log' | 'rules'> {
  readonly readModels: CallQueries & Checkpoints & Generations & StoredDocuments;
  /** Start of the live calls, ISO 8601 UTC in whole seconds: from inclusive, to exclusive; absent: no bound. Without either, all streams. */
  readonly from?: string;
  readonly to?: string;
  /** Called after each page with how many streams have been folded so far. */
  readonly onProgress?: (streams: number) => void;
}

export interface DryRun {
  /** Of whole streams: a record's other attempts are folded with those that start in the range. */
  readonly difference: Difference;
  readonly streams: number;
  /** How many streams the live rules could fold and these cannot: they are left out, and a rebuild would fail. */
  readonly failedStreams: number;
  /** The first of them, MOST_FAILED at most. */
  readonly failed: readonly { readonly stream: string; readonly message: string }[];
}

const CALLS_AT_ONCE = 200;
const FOLDS_AT_ONCE = 8;
/** Rules that fail on a common field fail on every stream: the messages of all would not fit into memory. */
const MOST_FAILED = 100;

/** The streams of the live calls that start in the range, each once, page by page. */
async function* streamsInRange(
  { readModels, from, to }: DryRunParts,
  live: Generation,
): AsyncGenerator<readonly StoredStream[]> {
  const clock = { now: 0, graceSeconds: 0, staleSeconds: 0 };
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const filter: CallFilter = { attribution: 'start', clock, ...range };
  const seen = new Set<string>();
  let after: PageKey | null = null;
  do {
    const query = { filter, sort: 'startedAt', limit: CALLS_AT_ONCE, after } as const;
    const page: Awaited<ReturnType<CallQueries['findCalls']>> = await readModels.findCalls(live, query);
    const names = new Set(page.items.map(({ revision }) => revision.stream).filter((stream) => !seen.has(stream)));
    for (const name of names) seen.add(name);
    yield await readModels.storedStreamsNamed(live, [...names]);
    after = page.next;
  } while (after !== null);
}

/**
 * The calls that these rules make of a stream at the revision of the live generation. If they cannot fold it, and it is poisoned in the live
 * generation too, it is folded as far as the live one could, as in a rebuild.
 */
const foldAsBuild = async (
  parts: Pick<RepairParts, 'log' | 'rules'>,
  stored: StoredStream,
  isPoisoned: boolean,
): Promise<readonly StoredCall[] | FoldFailed> => {
  const { stream, revision, calls } = stored;
  const documents = await foldStream(parts.log, stream, parts.rules, revision);
  if (!(documents instanceof FoldFailed)) return documents?.calls ?? [];
  if (!isPoisoned) return documents;
  const upTo = lastCallChange(stored);
  return upTo < revision ? foldAsBuild(parts, { ...stored, revision: upTo }, isPoisoned) : calls;
};

/** The same of several streams that a generation stores. @throws StoreUnavailable */
export const foldStored = async (
  parts: Pick<RepairParts, 'log' | 'rules'> & { readonly readModels: StoredDocuments },
  generation: Generation,
  streams: readonly StoredStream[],
): Promise<readonly { readonly stored: StoredStream; readonly calls: readonly StoredCall[] | FoldFailed }[]> => {
  const names = streams.map(({ stream }) => stream);
  const poisoned = new Set((await parts.readModels.poisonedNamed(generation, names)).map(({ stream }) => stream));
  const limit = pLimit(FOLDS_AT_ONCE);
  const fold = (stored: StoredStream) => foldAsBuild(parts, stored, poisoned.has(stored.stream));
  return Promise.all(streams.map(async (stored) => ({ stored, calls: await limit(fold, stored) })));
};

/** Folds streams of live calls in memory by these rules, and compares the calls with the live ones. Nothing is written. @throws StoreUnavailable */
export const dryRun = async (parts: DryRunParts): Promise<DryRun> => {
  const { readModels, from, to, onProgress } = parts;
  const live = liveOf(await readModels.generations(CALLS));
  const tally = new DifferenceTally();
  if (live === undefined) return { difference: tally.difference(BEFORE_ALL), streams: 0, failedStreams: 0, failed: [] };
  const position = positionOf(await readModels.checkpoints(live)) ?? BEFORE_ALL;
  const failed: DryRun['failed'][number][] = [];
  let failedStreams = 0;
  let streams = 0;
  // without a range, streams without calls are folded too: these rules may find some in them
  const allStreams = () => pagesByName((page) => readModels.storedStreams(live, page));
  for await (const page of from === undefined && to === undefined ? allStreams() : streamsInRange(parts, live)) {
    for (const { stored, calls } of await foldStored(parts, live, page))
      if (!(calls instanceof FoldFailed)) tally.add(stored.calls, calls);
      else if (++failedStreams <= MOST_FAILED) failed.push({ stream: stored.stream, message: calls.message });
    streams += page.length;
    onProgress?.(streams);
  }
  return { difference: tally.difference(position), streams, failedStreams, failed };
};
