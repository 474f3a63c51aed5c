import {
  BEFORE_ALL,
  positionOf,
  type Checkpoints,
  type Differences,
  type Generation,
  type Position,
  type StoredDocuments,
  type StoredStream,
} from '#ports';
import {
  DifferenceTally,
  type CallDifference,
  type DifferenceCounts,
  type StoredCall,
  compareCodePoints,
} from '#domain';
import { isOfLog } from '#projections';
import { FoldFailed } from '../projection/streamDocuments.js';
import { foldStream } from '../projection/streamStates.js';
import type { Build } from './decideRebuild.js';
import type { RepairParts } from './repair.js';

/** Both generations, and what is needed to fold by the rules of the next one. */
interface ComparedGenerations extends Pick<RepairParts, 'log' | 'rules'>, Build {
  readonly readModels: Checkpoints & Differences & StoredDocuments;
}

/** Streams of a page; a stream is a record with all its calls, a few KB each. */
const STREAMS = 100;
/** Streams that are compared at the same time: where they are folded again, small reads one by one are slow on a log behind a network. */
const FOLDS_AT_ONCE = 8;
const DIFFERENCES = 100;

type Sides = readonly [before: readonly StoredCall[], after: readonly StoredCall[]];

/** What a generation stores of a stream, if anything. */
interface Side {
  readonly stored: StoredStream | null;
  /** Up to where the generation had handled the log before `stored` was read; null: not known, or another log. */
  readonly passed: Position | null;
}

/** Yields stored streams by name, then returns a `Side` with `stored: null`. While a page is compared the next one is read. */
async function* readStored(generations: ComparedGenerations, generation: Generation): AsyncGenerator<Side, Side> {
  const { readModels, live, next } = generations;
  const readPage = async (after: string | null) => {
    // positions of another log say nothing: the log has been replaced, and the live generation was made of the former
    const passed = isOfLog(live, next) ? positionOf(await readModels.checkpoints(generation)) : null;
    const streams = await readModels.storedStreams(generation, { after, limit: STREAMS });
    return { streams, passed };
  };
  for (let ahead = readPage(null); ;) {
    const { streams, passed } = await ahead;
    const last = streams.at(-1);
    if (last === undefined) return { stored: null, passed };
    ahead = readPage(last.stream);
    ahead.catch(() => undefined); // perhaps never awaited; who awaits it still gets the error
    for (const stored of streams) yield { stored, passed };
  }
}

/** One stream in both generations. */
interface Pair {
  readonly live: Side;
  readonly next: Side;
}

/** As the stores order names, by their UTF-8 bytes, which is by code points; none comes last. */
const compareNames = (a: StoredStream | null, b: StoredStream | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareCodePoints(a.stream, b.stream);
};

/** Every stream that one of the two stores. */
async function* pairsOf(generations: ComparedGenerations): AsyncGenerator<Pair> {
  const [lives, nexts] = [readStored(generations, generations.live), readStored(generations, generations.next)];
  let [{ value: live }, { value: next }] = await Promise.all([lives.next(), nexts.next()]);
  while (live.stored !== null || next.stored !== null) {
    const order = compareNames(live.stored, next.stored);
    yield {
      live: order <= 0 ? live : { ...live, stored: null },
      next: order >= 0 ? next : { ...next, stored: null },
    };
    [{ value: live }, { value: next }] = await Promise.all([
      order <= 0 ? lives.next() : { value: live },
      order >= 0 ? nexts.next() : { value: next },
    ]);
  }
}

/** Whether a generation has passed the position of a revision that it does not store: then it has lost something of the stream. */
const hasLost = ({ stored, passed }: Side, other: StoredStream): boolean =>
  (stored === null || stored.revision < other.revision) && passed !== null && other.position <= passed;

/**
 * What is compared of a stream: both sides at the live revision, for which the stream is folded again if the build has another one. Where
 * it cannot be folded, or one side has lost something, it is compared as stored. Null: the live generation has not come to the stream yet.
 */
const sidesOf = async ({ log, rules }: ComparedGenerations, { live, next }: Pair): Promise<Sides | null> => {
  const [before, after] = [live.stored, next.stored];
  const asStored: Sides = [before?.calls ?? [], after?.calls ?? []];
  if (after !== null && hasLost(live, after)) return asStored;
  if (before === null) return null;
  if (before.revision === after?.revision || hasLost(next, before)) return asStored;
  const folded = await foldStream(log, before.stream, rules, before.revision);
  return folded instanceof FoldFailed ? asStored : [before.calls, folded?.calls ?? []];
};

/**
 * Compares the calls of two generations, each stream at the live one's revision: so traffic that goes on meanwhile is no difference. Stores
 * with the next generation the calls that differ, and the counts, which are the answer. After an error it is begun again.
 * @throws StoreUnavailable @throws the signal's reason
 * @throws GenerationConflict the next one has been dropped, or is compared by another worker, too
 */
export const compareGenerations = async (
  generations: ComparedGenerations,
  signal: AbortSignal,
): Promise<DifferenceCounts> => {
  const { readModels, live, next } = generations;
  const position = positionOf(await readModels.checkpoints(live)) ?? BEFORE_ALL;
  await readModels.clearDifferences(next);
  const tally = new DifferenceTally();
  let differences: CallDifference[] = [];
  let saved = 0;
  const saveDifferences = async (): Promise<void> => {
    await readModels.addDifferences(next, differences, saved);
    saved += differences.length;
    differences = [];
  };
  let pairs: Pair[] = [];
  const compare = async (): Promise<void> => {
    signal.throwIfAborted();
    const all = await Promise.all(pairs.map((pair) => sidesOf(generations, pair)));
    pairs = [];
    for (const sides of all) if (sides !== null) differences.push(...tally.add(...sides));
    if (differences.length >= DIFFERENCES) await saveDifferences();
  };
  for await (const pair of pairsOf(generations)) {
    pairs.push(pair);
    if (pairs.length === FOLDS_AT_ONCE) await compare();
  }
  await compare();
  await saveDifferences();
  signal.throwIfAborted();
  const counts = tally.countsUpTo(position);
  await readModels.saveComparison(next, counts);
  return counts;
};
