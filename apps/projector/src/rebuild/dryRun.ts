import {
  CALLS,
  liveOf,
  lowestOf,
  type EventLog,
  type Generation,
  type PageKey,
  type ReadModels,
  type StoredStream,
} from '#ports';
import { DifferenceTally, type CallFilter, type Difference, type Rules, type StoredCall } from '#domain';
import { FoldFailed } from '../projection/foldFailed.js';
import { foldStream } from '../projection/streamDocuments.js';
import { pagesByName } from './pagesByName.js';
import { foldedUpTo } from './poison.js';

export interface DryRunParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly rules: Rules;
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
  /** How many streams these rules cannot fold and the live ones could; they are left out. A rebuild would fail of them. */
  readonly failedStreams: number;
  /** The first of them, MOST_FAILED at most. */
  readonly failed: readonly Failed[];
}

interface Failed {
  readonly stream: string;
  readonly message: string;
}

const CALLS_AT_ONCE = 200;
const FOLDS_AT_ONCE = 8;
/** Rules that fail of a common field fail of every stream: their messages would not all fit into memory. */
const MOST_FAILED = 100;

/** All streams of the live generation, those without calls too: other rules may find some. */
const allStreams = (readModels: ReadModels, live: Generation): AsyncGenerator<readonly StoredStream[]> =>
  pagesByName((page) => readModels.storedStreams(live, page));

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
    const page: Awaited<ReturnType<ReadModels['findCalls']>> = await readModels.findCalls(live, query);
    const names = new Set(page.items.map(({ revision }) => revision.stream).filter((stream) => !seen.has(stream)));
    for (const name of names) seen.add(name);
    yield await readModels.storedStreamsNamed(live, [...names]);
    after = page.next;
  } while (after !== null);
}

type Folded = readonly StoredCall[] | Failed;

/**
 * What these rules make of a stream at the live one's revision; of one that is poisoned in the live one, too, as far as that has folded
 * it: a rebuild does so, too.
 */
const foldAsBuild = async (
  parts: DryRunParts,
  stored: StoredStream,
  poisoned: ReadonlySet<string>,
): Promise<Folded> => {
  const { log, rules } = parts;
  const { stream, revision, calls } = stored;
  try {
    return (await foldStream(log, stream, rules, revision))?.calls ?? [];
  } catch (error) {
    if (!(error instanceof FoldFailed)) throw error;
    if (!poisoned.has(stream)) return { stream, message: error.message };
    const upTo = foldedUpTo(stored);
    return upTo < revision ? foldAsBuild(parts, { ...stored, revision: upTo }, poisoned) : calls;
  }
};

/**
 * What these rules would change in a part of the calls: their streams are folded in memory, at the revision at which the live documents
 * stand, and compared with those. Nothing is written. @throws StoreUnavailable
 */
export const dryRun = async (parts: DryRunParts): Promise<DryRun> => {
  const { readModels, from, to, onProgress } = parts;
  const live = liveOf(await readModels.generations(CALLS));
  const tally = new DifferenceTally();
  if (live === undefined) return { difference: tally.difference(''), streams: 0, failedStreams: 0, failed: [] };
  const position = lowestOf(await readModels.checkpoints(live))?.position ?? '';
  const failed: Failed[] = [];
  let failedStreams = 0;
  let streams = 0;
  const pages = from === undefined && to === undefined ? allStreams(readModels, live) : streamsInRange(parts, live);
  for await (const page of pages) {
    const names = page.map(({ stream }) => stream);
    const poisoned = new Set((await readModels.poisonedNamed(live, names)).map(({ stream }) => stream));
    for (let i = 0; i < page.length; i += FOLDS_AT_ONCE) {
      const some = page.slice(i, i + FOLDS_AT_ONCE);
      const folded = await Promise.all(some.map((stream) => foldAsBuild(parts, stream, poisoned)));
      for (const [k, calls] of folded.entries()) {
        if ('message' in calls) {
          failedStreams += 1;
          if (failed.length < MOST_FAILED) failed.push(calls);
        } else tally.add(some[k]?.calls ?? [], calls);
      }
    }
    streams += page.length;
    onProgress?.(streams);
  }
  return { difference: tally.difference(position), streams, failedStreams, failed };
};
