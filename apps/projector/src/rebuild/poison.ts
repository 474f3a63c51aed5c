import {
  StoreUnavailable,
  type EventLog,
  type Generation,
  type PoisonedStream,
  type ReadModels,
  type StreamDocuments,
} from '#ports';
import type { Rules } from '#domain';
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

/** The stream's documents, or what its fold throws. */
const foldOrReason = async ({ log, rules }: PoisonParts, stream: string): Promise<StreamDocuments | null | string> => {
  try {
    return await foldStream(log, stream, rules);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error; // not the stream's fault
    return error instanceof Error ? error.message : String(error);
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
    if (typeof documents === 'string') left.push({ ...one, message: documents });
    if (typeof documents === 'string' || documents === null) continue;
    await parts.readModels.forgetStreams(next, [one.stream]);
    await parts.readModels.put(next, [documents], null);
  }
  return left;
};

/** Why a build has failed. */
export const describePoison = (poisoned: readonly PoisonedStream[]): string => {
  const [first] = poisoned;
  const count = poisoned.length === 1 ? '1 stream' : `${poisoned.length} streams`;
  return `${count} cannot be folded by these rules, ${poisoned.length === 1 ? '' : 'the first '}${first?.stream}: ${first?.message}`;
};
