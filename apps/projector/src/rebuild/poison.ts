import type { EventLog, Generation, PoisonedStream, ReadModels, StoredStream, StreamDocuments } from '#ports';
import type { Rules } from '#domain';
import { Unfoldable } from '../unfoldable.js';
import { foldStream } from './foldStream.js';

export interface PoisonParts {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly rules: Rules;
}

/** Streams that the next generation cannot fold and the live one could. */
export const newlyPoisoned = async (
  { readModels }: PoisonParts,
  live: Generation,
  next: Generation,
): Promise<readonly PoisonedStream[]> => {
  const known = new Set((await readModels.poisoned(live)).map(({ stream }) => stream));
  return (await readModels.poisoned(next)).filter(({ stream }) => !known.has(stream));
};

/** The stream's documents up to a revision (default: all there is), or what its fold throws. */
const foldOrReason = async (
  { log, rules }: PoisonParts,
  stream: string,
  upTo?: number,
): Promise<StreamDocuments | null | Unfoldable> => {
  try {
    return await foldStream(log, stream, rules, upTo);
  } catch (error) {
    if (error instanceof Unfoldable) return error;
    throw error;
  }
};

/**
 * Tries poisoned streams once more, whole, as after a resumed build: those that can be folded now get their documents.
 * Answers the others, with what their fold throws now.
 * @throws StoreUnavailable @throws GenerationConflict
 */
export const tryAgain = async (
  parts: PoisonParts,
  next: Generation,
  poisoned: readonly PoisonedStream[],
): Promise<readonly PoisonedStream[]> => {
  const left: PoisonedStream[] = [];
  for (const one of poisoned) {
    const documents = await foldOrReason(parts, one.stream);
    if (documents instanceof Unfoldable) left.push({ ...one, message: documents.message });
    if (documents instanceof Unfoldable || documents === null) continue;
    await parts.readModels.forgetStreams(next, [one.stream]);
    // folded after that: what a worker has put meanwhile, and was forgotten too, is in it
    const latest = await foldOrReason(parts, one.stream);
    if (latest instanceof Unfoldable) left.push({ ...one, message: latest.message });
    else if (latest !== null) await parts.readModels.put(next, [latest], null);
  }
  return left;
};

/** Up to where a stream's calls are told: nothing after it has changed them. */
const toldUpTo = ({ calls }: StoredStream): number => Math.max(...calls.map(({ revision }) => revision.number));

/**
 * Streams that neither generation can fold to their end, but whose calls the live one has, told before the event that it fails of: the
 * next one, which may have met that event with the first, is given them too. Answers those for which that cannot be done.
 * @throws StoreUnavailable @throws GenerationConflict
 */
export const carryOver = async (
  parts: PoisonParts,
  live: Generation,
  next: Generation,
): Promise<readonly PoisonedStream[]> => {
  const { readModels } = parts;
  const known = new Set((await readModels.poisoned(live)).map(({ stream }) => stream));
  const both = (await readModels.poisoned(next)).filter(({ stream }) => known.has(stream));
  const left: PoisonedStream[] = [];
  for (const one of both) {
    const [before] = await readModels.storedStreamsNamed(live, [one.stream]);
    const [after] = await readModels.storedStreamsNamed(next, [one.stream]);
    if (before === undefined || before.calls.length === 0 || after === undefined || after.calls.length > 0) continue;
    const documents = await foldOrReason(parts, one.stream, toldUpTo(before));
    if (documents instanceof Unfoldable) left.push({ ...one, message: documents.message });
    if (documents instanceof Unfoldable || documents === null) continue;
    await readModels.forgetStreams(next, [one.stream]);
    await readModels.put(next, [documents], null);
    const { revision, message, at } = one;
    const poison = { stream: one.stream, revision, position: after.position, calls: [], record: null };
    await readModels.put(next, [{ ...poison, poison: { message, at } }], null);
  }
  return left;
};

/** Why a build has failed. */
export const describePoison = (poisoned: readonly PoisonedStream[]): string => {
  const [first] = poisoned;
  const count = poisoned.length === 1 ? '1 stream' : `${poisoned.length} streams`;
  return `${count} cannot be folded by these rules, ${poisoned.length === 1 ? '' : 'the first '}${first?.stream}: ${first?.message}`;
};
