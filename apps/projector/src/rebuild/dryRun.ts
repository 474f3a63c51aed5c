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
import { Unfoldable } from '../unfoldable.js';
import { foldStream } from './foldStream.js';
import { toldUpTo } from './poison.js';

export interface DryRunParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly rules: Rules;
  /** Start of the live calls, ISO 8601 UTC in whole seconds: from inclusive, to exclusive; absent: no bound. Without either, all streams. */
  readonly from?: string;
  readonly to?: string;
  /** Called now and then with how many calls have been compared. */
  readonly onProgress?: (calls: number) => void;
}

export interface DryRun {
  /** Of whole streams: a record's other attempts are told with those that start in the range. */
  readonly difference: Difference;
  readonly streams: number;
  /** Streams that these rules cannot fold and the live ones could; they are left out. A rebuild would fail of them. */
  readonly failed: readonly { readonly stream: string; readonly message: string }[];
}

const CALLS_AT_ONCE = 200;
const STREAMS_AT_ONCE = 100;
const FOLDS_AT_ONCE = 8;

/** All streams of the live generation, those without calls too: other rules may find some. */
async function* allStreams(readModels: ReadModels, live: Generation): AsyncGenerator<readonly StoredStream[]> {
  for (let after: string | null = null; ;) {
    const page: readonly StoredStream[] = await readModels.storedStreams(live, { after, limit: STREAMS_AT_ONCE });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.stream;
  }
}

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

type Told = readonly StoredCall[] | { readonly stream: string; readonly message: string };

/**
 * What these rules tell of a stream at the live one's revision; of one that the live rules cannot fold either (`setAside`), as far as
 * those have told it: a rebuild does so too. One whose put was cut off is left as it is stored.
 */
const tell = async (parts: DryRunParts, stored: StoredStream, setAside: ReadonlySet<string>): Promise<Told> => {
  const { log, rules } = parts;
  const { stream, revision, calls } = stored;
  if (revision < 0) return calls;
  try {
    return (await foldStream(log, stream, rules, revision))?.calls ?? [];
  } catch (error) {
    if (!(error instanceof Unfoldable)) throw error;
    if (!setAside.has(stream)) return { stream, message: error.message };
    const told = toldUpTo(stored);
    return told < revision ? tell(parts, { ...stored, revision: told }, setAside) : calls;
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
  if (live === undefined) return { difference: tally.difference(''), streams: 0, failed: [] };
  const position = lowestOf(await readModels.checkpoints(live))?.position ?? '';
  const setAside = new Set((await readModels.poisoned(live)).map(({ stream }) => stream));
  const failed: { stream: string; message: string }[] = [];
  let streams = 0;
  let compared = 0;
  const pages = from === undefined && to === undefined ? allStreams(readModels, live) : streamsInRange(parts, live);
  for await (const page of pages) {
    for (let i = 0; i < page.length; i += FOLDS_AT_ONCE) {
      const some = page.slice(i, i + FOLDS_AT_ONCE);
      const told = await Promise.all(some.map((stream) => tell(parts, stream, setAside)));
      for (const [k, calls] of told.entries()) {
        const before = some[k]?.calls ?? [];
        if ('message' in calls) failed.push(calls);
        else tally.add(before, calls);
        compared += before.length;
      }
    }
    streams += page.length;
    onProgress?.(compared);
  }
  return { difference: tally.difference(position), streams, failed };
};
