import { lowestOf, type EventLog, type Generation, type Position, type ReadModels, type StoredStream } from '#ports';
import { DifferenceTally, type CallDifference, type Difference, type Rules, type StoredCall } from '#domain';
import { takeTurns } from '../projection/timeSlice.js';
import { FoldFailed } from '../projection/foldFailed.js';
import { foldStream } from '../projection/streamDocuments.js';

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
/** Streams compared, and where needed folded again, at once: small reads are slow one by one on a log behind a network. */
const FOLDS_AT_ONCE = 8;
const DIFFERENCES = 100;

type Sides = readonly [before: readonly StoredCall[], after: readonly StoredCall[]];

/** Positions of another log say nothing: the log has been replaced, and the live one was made of the former. */
export const isOfOneLog = ({ live, next }: Pick<ComparedGenerations, 'live' | 'next'>): boolean =>
  live.logIdentity === next.logIdentity;

interface Page {
  readonly streams: readonly StoredStream[];
  readonly passed: Position;
}

/** Scans a generation's streams by name. While one page is compared the next one is read: the work of another thread or server. */
class Scan {
  #page: Page = { streams: [], passed: '' };
  #at = 0;
  #ahead: Promise<Page>;

  constructor(
    private readonly of: ComparedGenerations,
    private readonly generation: Generation,
  ) {
    this.#ahead = this.#read(null);
  }

  /** The stream the scan stands at; null: there is none any more. */
  get stream(): StoredStream | null {
    return this.#page.streams[this.#at] ?? null;
  }

  /** Up to where the generation had handled the log before it was read what it stores here, or that it stores nothing. */
  get passed(): Position {
    return this.#page.passed;
  }

  /** To the first stream, then from each to the next. */
  async step(): Promise<void> {
    this.#at += 1;
    if (this.#at < this.#page.streams.length) return;
    this.#page = await this.#ahead;
    this.#at = 0;
    const last = this.#page.streams.at(-1);
    if (last !== undefined) this.#ahead = this.#read(last.stream);
  }

  #read(after: string | null): Promise<Page> {
    const page = this.#readPage(after);
    page.catch(() => undefined); // perhaps never awaited; who awaits it still gets the error
    return page;
  }

  async #readPage(after: string | null): Promise<Page> {
    const { readModels } = this.of;
    const lowest = isOfOneLog(this.of) ? lowestOf(await readModels.checkpoints(this.generation)) : null;
    const streams = await readModels.storedStreams(this.generation, { after, limit: STREAMS });
    return { streams, passed: lowest?.position ?? '' };
  }
}

/** What each of the two stores of a stream, and how far it had come before that was read. */
interface Pair {
  readonly live: StoredStream | null;
  readonly next: StoredStream | null;
  readonly livePassed: Position;
  readonly nextPassed: Position;
}

/** As the stores order names: by their bytes. */
const compareNames = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Every stream that one of the two stores. */
async function* pairsOf(of: ComparedGenerations): AsyncGenerator<Pair> {
  const [live, next] = [new Scan(of, of.live), new Scan(of, of.next)];
  await Promise.all([live.step(), next.step()]);
  for (;;) {
    const [ofLive, ofNext] = [live.stream, next.stream];
    if (ofLive === null && ofNext === null) return;
    const order = ofLive === null ? 1 : ofNext === null ? -1 : compareNames(ofLive.stream, ofNext.stream);
    const passed = { livePassed: live.passed, nextPassed: next.passed };
    yield { live: order <= 0 ? ofLive : null, next: order >= 0 ? ofNext : null, ...passed };
    await Promise.all([order <= 0 ? live.step() : null, order >= 0 ? next.step() : null]);
  }
}

/** Whether what is stored lags behind a revision of the stream that its generation has passed: something of it was lost. */
const hasLost = (stored: StoredStream | null, other: StoredStream, passed: Position): boolean =>
  (stored === null || stored.revision < other.revision) && other.position <= passed;

/** The stream's calls at a revision by the next generation's rules; null when it cannot be folded. */
const foldAt = async (
  { log, rules }: ComparedGenerations,
  { stream, revision }: StoredStream,
): Promise<readonly StoredCall[] | null> => {
  try {
    return (await foldStream(log, stream, rules, revision))?.calls ?? [];
  } catch (error) {
    if (error instanceof FoldFailed) return null;
    throw error;
  }
};

/**
 * Both sides of a stream at the revision at which the live one stands: where the next one stands elsewhere, the stream is folded again.
 * Two kinds of stream are compared as they are stored, for that is what is read: one that cannot be folded, and one that either
 * generation has passed by without coming as far as the other, so that whatever was lost shows. Null: the live one has not come to the
 * stream yet.
 */
const sidesOf = async (of: ComparedGenerations, pair: Pair): Promise<Sides | null> => {
  const { live, next, livePassed, nextPassed } = pair;
  const asStored: Sides = [live?.calls ?? [], next?.calls ?? []];
  if (next !== null && hasLost(live, next, livePassed)) return asStored;
  if (live === null) return null;
  if (live.revision === next?.revision || hasLost(next, live, nextPassed)) return asStored;
  return [live.calls, (await foldAt(of, live)) ?? asStored[1]];
};

/**
 * Compares every call of the live generation with those of the next one, each stream at the revision at which the live one stands:
 * so traffic that goes on meanwhile cannot show as a difference. Calls of streams that the live one has not come to yet are in neither
 * side. All calls that differ are kept with the next generation; the answer sums them up. To be begun again after an error.
 * @throws StoreUnavailable @throws the signal's reason
 * @throws GenerationConflict the next one has been dropped, or is compared by another worker, too
 */
export const compareGenerations = async (of: ComparedGenerations, signal: AbortSignal): Promise<Difference> => {
  const { readModels, live, next } = of;
  const position = lowestOf(await readModels.checkpoints(live))?.position ?? '';
  await readModels.clearDifferences(next);
  const tally = new DifferenceTally();
  const giveWay = takeTurns();
  let differences: CallDifference[] = [];
  let kept = 0;
  const keep = async (): Promise<void> => {
    await readModels.addDifferences(next, differences, kept);
    kept += differences.length;
    differences = [];
  };
  let pairs: Pair[] = [];
  const compare = async (): Promise<void> => {
    signal.throwIfAborted();
    const all = await Promise.all(pairs.map((pair) => sidesOf(of, pair)));
    pairs = [];
    for (const sides of all) {
      if (sides !== null) differences.push(...tally.add(...sides));
      await giveWay();
    }
    if (differences.length >= DIFFERENCES) await keep();
  };
  for await (const pair of pairsOf(of)) {
    pairs.push(pair);
    if (pairs.length === FOLDS_AT_ONCE) await compare();
  }
  await compare();
  await keep(); // also where there are none: then that nobody else has added any
  signal.throwIfAborted();
  return tally.difference(position);
};
