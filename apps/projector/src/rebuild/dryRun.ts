import { CALLS, liveOf, lowestOf, type EventLog, type PageKey, type ReadModels, type StoredStream } from '#ports';
import { DifferenceTally, type CallFilter, type Difference, type Rules, type StoredCall } from '#domain';
import { Unfoldable } from '../unfoldable.js';
import { foldStream } from './foldStream.js';

export interface DryRunParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly rules: Rules;
  /** Start of the calls, ISO 8601 UTC in whole seconds: from inclusive, to exclusive; absent: no bound. */
  readonly from?: string;
  readonly to?: string;
  /** Called now and then with how many calls have been compared. */
  readonly onProgress?: (calls: number) => void;
}

export interface DryRun {
  /** Of whole streams: a record's other attempts are told with those that start in the range. */
  readonly difference: Difference;
  readonly streams: number;
  /** Streams these rules cannot fold; they are left out. A rebuild would fail of them. */
  readonly failed: readonly { readonly stream: string; readonly message: string }[];
}

const CALLS_AT_ONCE = 200;
const FOLDS_AT_ONCE = 8;

/** The streams of the live calls that start in the range, each once, page by page. */
async function* streamsInRange({ readModels, from, to }: DryRunParts): AsyncGenerator<readonly StoredStream[]> {
  const live = liveOf(await readModels.generations(CALLS));
  if (live === undefined) return;
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

const tell = async ({ log, rules }: DryRunParts, { stream, revision }: StoredStream): Promise<Told> => {
  try {
    return (await foldStream(log, stream, rules, revision))?.calls ?? [];
  } catch (error) {
    if (error instanceof Unfoldable) return { stream, message: error.message };
    throw error;
  }
};

/**
 * What these rules would change in a part of the calls: their streams are folded in memory, at the revision at which the live documents
 * stand, and compared with those. Nothing is written. @throws StoreUnavailable
 */
export const dryRun = async (parts: DryRunParts): Promise<DryRun> => {
  const { readModels, onProgress } = parts;
  const live = liveOf(await readModels.generations(CALLS));
  const position = live === undefined ? '' : (lowestOf(await readModels.checkpoints(live))?.position ?? '');
  const tally = new DifferenceTally();
  const failed: { stream: string; message: string }[] = [];
  let streams = 0;
  let compared = 0;
  for await (const page of streamsInRange(parts)) {
    for (let from = 0; from < page.length; from += FOLDS_AT_ONCE) {
      const some = page.slice(from, from + FOLDS_AT_ONCE);
      const told = await Promise.all(some.map((stream) => tell(parts, stream)));
      for (const [i, calls] of told.entries()) {
        const before = some[i]?.calls ?? [];
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
