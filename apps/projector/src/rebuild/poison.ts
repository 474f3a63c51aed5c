import {
  GenerationConflict,
  type EventLog,
  type Generation,
  type PoisonedStream,
  type ReadModels,
  type StoredStream,
  type StreamDocuments,
} from '#ports';
import type { Rules } from '#domain';
import { setAside } from '../streamDocuments.js';
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

/** Up to where a stream's calls are told: nothing after it has changed them. Below every revision where there are none. */
export const toldUpTo = (stored: StoredStream | undefined): number =>
  Math.max(-1, ...(stored?.calls ?? []).map(({ revision }) => revision.number));

/**
 * A stream that the next generation has not set aside, though it cannot be folded: that was cut off below, or the build has not come
 * to it yet and would meet what it fails of with what it does not. Null: it needs nothing.
 */
const unmarked = async (
  parts: PoisonParts,
  ofLive: PoisonedStream,
  before: StoredStream,
  after: StoredStream | undefined,
): Promise<PoisonedStream | null> => {
  if (after !== undefined && after.revision >= before.revision) return null;
  const whole = await foldOrReason(parts, ofLive.stream, before.revision);
  return whole instanceof Unfoldable ? { ...ofLive, message: whole.message } : null;
};

/**
 * Streams that neither generation can tell to their end, but whose calls the live one has told further, before the event that it fails
 * of: the next one, which may have met that event with the first, is given them too. To be called again after a crash in the middle.
 * Answers those for which it cannot be done.
 * @throws StoreUnavailable @throws GenerationConflict
 */
export const carryOver = async (
  parts: PoisonParts,
  live: Generation,
  next: Generation,
): Promise<readonly PoisonedStream[]> => {
  const { readModels } = parts;
  const ofNext = new Map((await readModels.poisoned(next)).map((one) => [one.stream, one]));
  const left: PoisonedStream[] = [];
  for (const ofLive of await readModels.poisoned(live)) {
    const [before] = await readModels.storedStreamsNamed(live, [ofLive.stream]);
    const [after] = await readModels.storedStreamsNamed(next, [ofLive.stream]);
    if (before === undefined) continue;
    const one = ofNext.get(ofLive.stream) ?? (await unmarked(parts, ofLive, before, after));
    const isMarked = ofNext.has(ofLive.stream);
    if (one === null || (isMarked && toldUpTo(after) >= toldUpTo(before))) continue;
    const documents = await foldOrReason(parts, one.stream, toldUpTo(before));
    if (documents instanceof Unfoldable) left.push({ ...one, message: documents.message });
    if (documents instanceof Unfoldable || documents === null) continue;
    await readModels.forgetStreams(next, [one.stream]);
    const { seenAlready } = await readModels.put(next, [documents], null);
    if (seenAlready > 0) throw new GenerationConflict(`${one.stream} has been put meanwhile`);
    const { stream, revision, message, at } = one;
    const position = after?.position ?? before.position;
    await readModels.put(next, [setAside({ stream, revision, position }, { message, at })], null);
  }
  return left;
};

/** Why a build has failed. */
export const describePoison = (poisoned: readonly PoisonedStream[]): string => {
  const [first] = poisoned;
  const count = poisoned.length === 1 ? '1 stream' : `${poisoned.length} streams`;
  return `${count} cannot be folded by these rules, ${poisoned.length === 1 ? '' : 'the first '}${first?.stream}: ${first?.message}`;
};
