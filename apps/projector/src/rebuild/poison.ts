import {
  DocumentRefused,
  GenerationConflict,
  type EventLog,
  type Generation,
  type PoisonedStream,
  type ReadModels,
  type StoredStream,
  type StreamDocuments,
} from '#ports';
import type { Rules } from '#domain';
import { FoldFailed } from '../projection/foldFailed.js';
import { refusalMessage } from '../projection/storeOrPoison.js';
import { foldStream, poisonedDocuments } from '../projection/streamDocuments.js';
import { pagesByName } from './pagesByName.js';

export interface PoisonParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly rules: Rules;
}

/** A build that cannot fold so many has failed; whether there are more is not looked for. */
const MOST_LEFT = 100;

/** All poisoned streams of a generation, page by page: rules that fail of a common field poison every stream. */
const allPoisoned = (readModels: ReadModels, generation: Generation): AsyncGenerator<readonly PoisonedStream[]> =>
  pagesByName((page) => readModels.poisoned(generation, page));

/** Does what can be done for each, one after the other; answers those that are left, MOST_LEFT at most: then the rest is not tried. */
const leftOf = async <Item>(
  pages: AsyncIterable<readonly Item[]>,
  mend: (item: Item) => Promise<PoisonedStream | null>,
  signal: AbortSignal,
): Promise<readonly PoisonedStream[]> => {
  const left: PoisonedStream[] = [];
  for await (const page of pages) {
    for (const item of page) {
      signal.throwIfAborted();
      const one = await mend(item);
      if (one !== null) left.push(one);
      if (left.length === MOST_LEFT) return left;
    }
  }
  return left;
};

/** Streams that the next generation cannot fold and the live one could, page by page. */
export async function* newlyPoisoned(
  { readModels }: PoisonParts,
  live: Generation,
  next: Generation,
): AsyncGenerator<readonly PoisonedStream[]> {
  for await (const page of allPoisoned(readModels, next)) {
    const ofLive = await readModels.poisonedNamed(
      live,
      page.map(({ stream }) => stream),
    );
    const known = new Set(ofLive.map(({ stream }) => stream));
    const fresh = page.filter(({ stream }) => !known.has(stream));
    if (fresh.length > 0) yield fresh;
  }
}

/** The stream's documents up to a revision (default: all there is), or what its fold throws. */
const foldOrReason = async (
  { log, rules }: PoisonParts,
  stream: string,
  upTo?: number,
): Promise<StreamDocuments | null | FoldFailed> => {
  try {
    return await foldStream(log, stream, rules, upTo);
  } catch (error) {
    if (error instanceof FoldFailed) return error;
    throw error;
  }
};

/** Replaces a stream: whether it is still stored at the revision believed, or why the store refuses it (Documents, replaceStream). */
const replaceOrReason = async (
  readModels: ReadModels,
  next: Generation,
  states: readonly StreamDocuments[],
  storedRevision: number | null,
): Promise<boolean | DocumentRefused> => {
  try {
    return await readModels.replaceStream(next, states, storedRevision);
  } catch (error) {
    if (error instanceof DocumentRefused) return error;
    throw error;
  }
};

/**
 * Tries a poisoned stream once more, whole, as after a resumed build: one that can be folded now gets its documents.
 * Answers with what its fold throws now, or why the store refuses it, or null.
 */
const tryOne = async (parts: PoisonParts, next: Generation, one: PoisonedStream): Promise<PoisonedStream | null> => {
  const documents = await foldOrReason(parts, one.stream);
  if (documents instanceof FoldFailed) return { ...one, message: documents.message };
  if (documents === null) return null;
  const replaced = await replaceOrReason(parts.readModels, next, [documents], one.revision);
  if (replaced instanceof DocumentRefused) return { ...one, message: refusalMessage(replaced) };
  if (replaced) return null;
  // a worker has met a further event of the stream meanwhile, and has folded all of it
  const [again] = await parts.readModels.poisonedNamed(next, [one.stream]);
  return again === undefined ? null : tryOne(parts, next, again);
};

/**
 * Tries poisoned streams once more. Answers those that still cannot be folded (leftOf).
 * @throws StoreUnavailable @throws GenerationConflict @throws the signal's reason
 */
export const tryAgain = (
  parts: PoisonParts,
  next: Generation,
  poisoned: AsyncIterable<readonly PoisonedStream[]>,
  signal: AbortSignal,
): Promise<readonly PoisonedStream[]> => leftOf(poisoned, (one) => tryOne(parts, next, one), signal);

/** The revision that a stream's calls were last changed by: nothing after it has changed them. Below every revision where there are none. */
export const foldedUpTo = (stored: StoredStream | undefined): number =>
  Math.max(-1, ...(stored?.calls ?? []).map(({ revision }) => revision.number));

/**
 * A stream that the next generation has not poisoned yet, though it cannot be folded: the build has not come as far as the live one, and
 * would meet the event that poisons it together with those before. Null: it needs nothing.
 */
const notYetPoisoned = async (
  parts: PoisonParts,
  ofLive: PoisonedStream,
  before: StoredStream,
  after: StoredStream | undefined,
): Promise<PoisonedStream | null> => {
  if (after !== undefined && after.revision >= before.revision) return null;
  const whole = await foldOrReason(parts, ofLive.stream, before.revision);
  return whole instanceof FoldFailed ? { ...ofLive, message: whole.message } : null;
};

interface Generations {
  readonly live: Generation;
  readonly next: Generation;
}

/** With what a stream is poisoned in the live generation, and in the next one, if it is there, too. */
interface PoisonedByLive {
  readonly ofLive: PoisonedStream;
  readonly ofNext: PoisonedStream | undefined;
}

/**
 * A stream that is poisoned in the live generation: the next one, which may have met the event that both fail of together with the first,
 * is given the calls that the live one has made before it. Answers with what they cannot be folded for, or null.
 */
const carryOne = async (
  parts: PoisonParts,
  { live, next }: Generations,
  { ofLive, ofNext }: PoisonedByLive,
): Promise<PoisonedStream | null> => {
  const { readModels } = parts;
  const [before] = await readModels.storedStreamsNamed(live, [ofLive.stream]);
  const [after] = await readModels.storedStreamsNamed(next, [ofLive.stream]);
  if (before === undefined) return null;
  const one = ofNext ?? (await notYetPoisoned(parts, ofLive, before, after));
  if (one === null || (ofNext !== undefined && foldedUpTo(after) >= foldedUpTo(before))) return null;
  const documents = await foldOrReason(parts, one.stream, foldedUpTo(before));
  if (documents instanceof FoldFailed) return { ...one, message: documents.message };
  if (documents === null) return null;
  const { stream, revision, message, at } = one;
  const poison = poisonedDocuments({ stream, revision, position: after?.position ?? before.position }, { message, at });
  const states = documents.revision < revision ? [documents, poison] : [documents];
  const replaced = await replaceOrReason(readModels, next, states, after?.revision ?? null);
  if (replaced instanceof DocumentRefused) return { ...one, message: refusalMessage(replaced) };
  if (!replaced) throw new GenerationConflict(`${stream} has been stored meanwhile`);
  return null;
};

async function* poisonedByLive(
  readModels: ReadModels,
  { live, next }: Generations,
): AsyncGenerator<readonly PoisonedByLive[]> {
  for await (const page of allPoisoned(readModels, live)) {
    const names = page.map(({ stream }) => stream);
    const ofNext = new Map((await readModels.poisonedNamed(next, names)).map((one) => [one.stream, one]));
    yield page.map((ofLive) => ({ ofLive, ofNext: ofNext.get(ofLive.stream) }));
  }
}

/**
 * Streams that neither generation can fold to their end, but of which the live one has more calls: the next one is given them, too.
 * To be called again after a crash in the middle. Answers those for which it cannot be done (leftOf).
 * @throws StoreUnavailable @throws GenerationConflict @throws the signal's reason
 */
export const carryOver = (
  parts: PoisonParts,
  live: Generation,
  next: Generation,
  signal: AbortSignal,
): Promise<readonly PoisonedStream[]> =>
  leftOf(poisonedByLive(parts.readModels, { live, next }), (stream) => carryOne(parts, { live, next }, stream), signal);

/** Why a build has failed. */
export const describePoison = (poisoned: readonly PoisonedStream[]): string => {
  const [first] = poisoned;
  const atLeast = poisoned.length < MOST_LEFT ? '' : 'at least ';
  const count = poisoned.length === 1 ? '1 stream' : `${atLeast}${poisoned.length} streams`;
  return `${count} cannot be folded by these rules, ${poisoned.length === 1 ? '' : 'the first '}${first?.stream}: ${first?.message}`;
};
