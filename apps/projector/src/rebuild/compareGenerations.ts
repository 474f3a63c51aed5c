import { lowestOf, type EventLog, type Generation, type Position, type ReadModels, type StoredStream } from '#ports';
import { DifferenceTally, type CallDifference, type Difference, type Rules, type StoredCall } from '#domain';
import { takeTurns } from '../timeSlice.js';
import { Unfoldable } from '../unfoldable.js';
import { foldStream } from './foldStream.js';

export interface ComparedGenerations {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly live: Generation;
  readonly next: Generation;
  /** Those that `next` is built by. */
  readonly rules: Rules;
}

/** Streams read at once; a stream is a record with all its calls, a few KB each. */
const STREAMS = 100;
/** Streams folded again at once: small reads are slow one by one on a log behind a network. */
const FOLDS_AT_ONCE = 8;
const DIFFERENCES = 100;

type Sides = readonly [before: readonly StoredCall[], after: readonly StoredCall[]];

/** Positions of another log say nothing: the log has been replaced, and the live one was made of the former. */
export const isOfOneLog = ({ live, next }: Pick<ComparedGenerations, 'live' | 'next'>): boolean =>
  live.logIdentity === next.logIdentity;

/** A put of it was cut off, or is under way: it says nothing yet (StoredStream). */
const isBeingPut = (stored: StoredStream | undefined): boolean => stored !== undefined && stored.revision < 0;

/**
 * What `next` would tell at the revision at which `live` stands: what it stores, if it stands there too, else the stream folded again.
 * Compared as it is stored, for that is what will be read, is a stream that cannot be folded, and one that `next` has passed by
 * (`passed`: up to where it has handled the log) without coming as far: whatever was lost in the build must show.
 */
const tellAt = async (
  { log, rules }: ComparedGenerations,
  { stream, revision, position }: StoredStream,
  stored: StoredStream | undefined,
  passed: Position,
): Promise<readonly StoredCall[]> => {
  if (stored?.revision === revision) return stored.calls;
  const isBehind = stored === undefined || stored.revision < revision;
  if (isBehind && !isBeingPut(stored) && position <= passed) return stored?.calls ?? [];
  try {
    return (await foldStream(log, stream, rules, revision))?.calls ?? [];
  } catch (error) {
    if (error instanceof Unfoldable) return stored?.calls ?? [];
    throw error;
  }
};

/** Both sides of each stream of a page, in the page's order. */
const bothSides = async (of: ComparedGenerations, page: readonly StoredStream[]): Promise<readonly Sides[]> => {
  // before what it stores is read
  const passed = (isOfOneLog(of) ? lowestOf(await of.readModels.checkpoints(of.next))?.position : null) ?? '';
  const names = page.map(({ stream }) => stream);
  const stored = await of.readModels.storedStreamsNamed(of.next, names);
  const byName = new Map(stored.map((stream) => [stream.stream, stream]));
  const sides: Sides[] = [];
  for (let from = 0; from < page.length; from += FOLDS_AT_ONCE) {
    const some = page.slice(from, from + FOLDS_AT_ONCE).map(async (stream): Promise<Sides> => {
      return [stream.calls, await tellAt(of, stream, byName.get(stream.stream), passed)];
    });
    sides.push(...(await Promise.all(some)));
  }
  return sides;
};

/** Every stream that a generation stores, by name. While one page is compared the next one is read: the work of another thread or server. */
async function* pagesOf(readModels: ReadModels, generation: Generation): AsyncGenerator<readonly StoredStream[]> {
  const read = (after: string | null): Promise<readonly StoredStream[]> => {
    const page = readModels.storedStreams(generation, { after, limit: STREAMS });
    page.catch(() => undefined); // perhaps never awaited; who awaits it still gets the error
    return page;
  };
  let next = read(null);
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    next = read(last.stream);
    yield page;
  }
}

/**
 * Compares every call of the live generation with what the next one tells, each stream at the revision at which the live one stands:
 * so traffic that goes on meanwhile cannot show as a difference. Calls of streams that the live one does not know yet are in neither side.
 * All calls that differ are kept with the next generation; the answer sums them up. To be begun again after an error.
 * @throws StoreUnavailable @throws GenerationConflict the next one has been dropped @throws the signal's reason
 */
export const compareGenerations = async (of: ComparedGenerations, signal: AbortSignal): Promise<Difference> => {
  const { readModels, live, next } = of;
  const position = lowestOf(await readModels.checkpoints(live))?.position ?? '';
  await readModels.clearDifferences(next);
  const tally = new DifferenceTally();
  const giveWay = takeTurns();
  let waiting: CallDifference[] = [];
  const keep = async (atLeast: number): Promise<void> => {
    if (waiting.length < atLeast) return;
    await readModels.addDifferences(next, waiting);
    waiting = [];
  };
  for await (const page of pagesOf(readModels, live)) {
    signal.throwIfAborted();
    for (const [left, right] of await bothSides(of, page)) {
      waiting.push(...tally.add(left, right));
      await giveWay();
    }
    await keep(DIFFERENCES);
  }
  await keep(1);
  return tally.difference(position);
};
