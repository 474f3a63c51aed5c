import { DocumentRefused, GenerationConflict } from '#ports';
import type {
  Documents,
  EventLog,
  Generation,
  PoisonedStream,
  StoredDocuments,
  StoredStream,
  StreamDocuments,
} from '#ports';
import type { Rules } from '#domain';
import { pagesByName } from '#projections';
import { refusalMessage } from '../projection/storeOrPoison.js';
import { FoldFailed, poisonedDocuments } from '../projection/streamDocuments.js';
import { foldStream } from '../projection/streamStates.js';
import type { Build } from './decideRebuild.js';

export interface RepairParts {
  readonly log: EventLog;
  readonly readModels: Documents & StoredDocuments;
  readonly rules: Rules;
}

/** A build fails with so many streams that cannot be folded; no more are looked for. */
const MOST_LEFT = 100;

/** Poisoned streams, page by page: rules that fail on a common field poison every stream. */
type PoisonedPages = AsyncIterable<readonly PoisonedStream[]>;

const allPoisoned = (readModels: Documents & StoredDocuments, generation: Generation): PoisonedPages =>
  pagesByName((page) => readModels.poisoned(generation, page));

/** Streams that the build cannot fold and the live generation could. */
export async function* newlyPoisoned(
  readModels: Documents & StoredDocuments,
  { live, next }: Build,
): AsyncGenerator<readonly PoisonedStream[]> {
  for await (const page of allPoisoned(readModels, next)) {
    const names = page.map(({ stream }) => stream);
    const known = new Set((await readModels.poisonedNamed(live, names)).map(({ stream }) => stream));
    const fresh = page.filter(({ stream }) => !known.has(stream));
    if (fresh.length > 0) yield fresh;
  }
}

/** Repairs one stream after the other, until MOST_LEFT could not be. Answers those, each with its reason. */
const repairAll = async (
  pages: PoisonedPages,
  repair: (one: PoisonedStream) => Promise<PoisonedStream | null>,
  signal: AbortSignal,
): Promise<readonly PoisonedStream[]> => {
  const left: PoisonedStream[] = [];
  for await (const page of pages) {
    for (const one of page) {
      signal.throwIfAborted();
      const unrepaired = await repair(one);
      if (unrepaired !== null) left.push(unrepaired);
      if (left.length === MOST_LEFT) return left;
    }
  }
  return left;
};

/**
 * Replaces what a generation stores of a poisoned stream.
 * @returns null, or, where the store refuses the documents, the stream with why
 * @throws GenerationConflict it is stored at another revision by now
 */
const replace = async (
  readModels: Documents & StoredDocuments,
  generation: Generation,
  one: PoisonedStream,
  states: readonly StreamDocuments[],
  storedRevision: number | null,
): Promise<PoisonedStream | null> => {
  try {
    if (await readModels.replaceStream(generation, states, storedRevision)) return null;
  } catch (error) {
    if (error instanceof DocumentRefused) return { ...one, message: refusalMessage(error) };
    throw error;
  }
  throw new GenerationConflict(`${one.stream} has been stored meanwhile`);
};

/**
 * Folds poisoned streams of a build once more, each whole, and stores the documents of those that can be folded now.
 * @returns those that still cannot be (repairAll)
 * @throws StoreUnavailable @throws GenerationConflict @throws the signal's reason
 */
export const tryAgain = (
  { log, readModels, rules }: RepairParts,
  next: Generation,
  poisoned: PoisonedPages,
  signal: AbortSignal,
): Promise<readonly PoisonedStream[]> =>
  repairAll(
    poisoned,
    async (one) => {
      const documents = await foldStream(log, one.stream, rules);
      if (documents instanceof FoldFailed) return { ...one, message: documents.message };
      return documents === null ? null : replace(readModels, next, one, [documents], one.revision);
    },
    signal,
  );

/** The revision of the last event that has changed a stored call of the stream; -1 where there are no calls. */
export const lastCallChange = (stored: StoredStream | undefined): number =>
  Math.max(-1, ...(stored?.calls ?? []).map(({ revision }) => revision.number));

/**
 * If the live generation has calls of a poisoned stream up to revision n and the build has fewer, folds the build's copy up to n and poisons
 * the rest. The build has fewer where it folds the events of those calls together with the one that fails.
 * @returns null when nothing is left to be done, or the stream with why the build cannot be given its calls
 */
const copyCallsOf = async (
  { log, readModels, rules }: RepairParts,
  { live, next }: Build,
  ofLive: PoisonedStream,
): Promise<PoisonedStream | null> => {
  const { stream } = ofLive;
  const [before] = await readModels.storedStreamsNamed(live, [stream]);
  const [after] = await readModels.storedStreamsNamed(next, [stream]);
  let [one] = await readModels.poisonedNamed(next, [stream]);
  if (before === undefined) return null; // the live generation stores nothing of it
  if (one === undefined) {
    if (after !== undefined && after.revision >= before.revision) return null; // the build has folded as much
    const whole = await foldStream(log, stream, rules, before.revision);
    if (!(whole instanceof FoldFailed)) return null; // the build will fold it by itself
    one = { ...ofLive, message: whole.message };
  } else if (lastCallChange(after) >= lastCallChange(before)) return null; // the build has calls up to n already
  const documents = await foldStream(log, stream, rules, lastCallChange(before));
  if (documents instanceof FoldFailed) return { ...one, message: documents.message };
  if (documents === null) return null; // the live generation has no calls of it
  const { revision, message, at } = one;
  const poison = poisonedDocuments({ stream, revision, position: after?.position ?? before.position }, { message, at });
  const states = documents.revision < revision ? [documents, poison] : [documents];
  return replace(readModels, next, one, states, after?.revision ?? null);
};

/**
 * Gives the build the calls that the live generation has of streams which neither can fold to their end. It may be repeated.
 * @returns those for which it cannot be done (repairAll)
 * @throws StoreUnavailable @throws GenerationConflict @throws the signal's reason
 */
export const copyLiveCalls = (
  parts: RepairParts,
  build: Build,
  signal: AbortSignal,
): Promise<readonly PoisonedStream[]> =>
  repairAll(allPoisoned(parts.readModels, build.live), (one) => copyCallsOf(parts, build, one), signal);

/** Why a build has failed. */
export const describePoisoned = (poisoned: readonly PoisonedStream[]): string => {
  const [first] = poisoned;
  const atLeast = poisoned.length < MOST_LEFT ? '' : 'at least ';
  const count = poisoned.length === 1 ? '1 stream' : `${atLeast}${poisoned.length} streams`;
  return `${count} cannot be folded by these rules, ${poisoned.length === 1 ? '' : 'the first '}${first?.stream}: ${first?.message}`;
};
